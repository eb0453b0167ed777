/**
 * Redis as a process of its own on loopback, for tests, the demo and benchmarks: started from the system's {@code redis-server} program,
 * killed, paused and restarted at will. Imports nothing but the JDK. None listens beyond 127.0.0.1, none uses a port or a folder of a system
 * service, and none outlives the JVM that started it.
 */
@NullMarked
package io.slipway.redis;

import org.jspecify.annotations.NullMarked;
