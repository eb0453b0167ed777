/**
 * The playground: an old store, a new one, and services between them, for somebody who wants to walk a migration by hand.
 *
 * <p>It may import the public packages of {@code provider}, {@code cassandra-server} and {@code redis-server}. Its invariants: everything is
 * on loopback and in one folder, the services know the key-value interface alone, and all of it ends with the process.
 */
@NullMarked
package io.slipway.demo.playground;

import org.jspecify.annotations.NullMarked;
