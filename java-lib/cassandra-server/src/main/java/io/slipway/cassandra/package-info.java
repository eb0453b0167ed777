/**
 * Apache Cassandra 5 as processes of their own on loopback, for tests, the demo and benchmarks: started from Maven jars,
 * killed, paused and restarted at will. Imports nothing but the JDK, so that none of the server's jars meets those of
 * its users. None listens beyond 127.0.0.1, and none outlives the JVM that started it, except a paused one whose JVM is
 * killed by SIGKILL.
 */
@NullMarked
package io.slipway.cassandra;

import org.jspecify.annotations.NullMarked;
