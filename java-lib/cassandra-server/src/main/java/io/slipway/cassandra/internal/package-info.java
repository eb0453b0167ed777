/**
 * What it takes to start a server process and to know that it is up: class path, flags, configuration, class-data
 * archive, and a probe that speaks just enough CQL. Imports nothing but the JDK; {@link
 * io.slipway.cassandra.internal.ServerMain} alone, which runs inside the server, imports Cassandra. Whatever is cached
 * on disk is named by a hash of what it was made from and appears by an atomic rename.
 */
@NullMarked
package io.slipway.cassandra.internal;

import org.jspecify.annotations.NullMarked;
