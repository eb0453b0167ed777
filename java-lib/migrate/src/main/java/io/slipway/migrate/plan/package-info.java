/**
 * Plans: what a table would look like at the target under each layout that could fit it, from rows read at the source.
 *
 * <p>It may import the ports of {@code io.slipway.spi}, {@code io.slipway.migrate} and HdrHistogram; layouts at work are handed in. Its
 * invariants: rows come in key order, so that one partition's rows follow each other and every figure is exact for what was read; memory
 * does not grow with the table; nothing is written anywhere.
 */
@NullMarked
package io.slipway.migrate.plan;

import org.jspecify.annotations.NullMarked;
