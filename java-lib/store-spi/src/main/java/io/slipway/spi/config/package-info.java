/**
 * The port to the config store: the versioned record of tables, layouts and stages that every process follows.
 *
 * <p>It may import {@code io.slipway.spi} and {@code io.slipway.kv}. A table's record changes only by compare-and-set on its epoch, one
 * epoch at a time, and its history is kept. The config store orders the migration but does not fence it: the source does.
 */
@NullMarked
package io.slipway.spi.config;

import org.jspecify.annotations.NullMarked;
