/**
 * The migration as pure logic over the ports: router, recovery, stages, load, audit, validation and the file config store, one package each.
 *
 * <p>It may import {@code io.slipway.spi} and {@code io.slipway.kv}; it knows no database. Nothing here blocks a thread, reads a clock,
 * draws a random number or starts a thread by itself: all of that comes through {@link io.slipway.migrate.Environment}, so that a
 * simulation can run the shipped classes single-threaded from a seed.
 */
@NullMarked
package io.slipway.migrate;

import org.jspecify.annotations.NullMarked;
