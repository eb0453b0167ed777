/**
 * The traffic of the three services at a fixed rate, and the book-keeping of what it was told: latencies per table and stage, and for
 * every key what the store acknowledged.
 *
 * <p>It may import {@code io.slipway.kv}, the services, the data model, and of Slipway the counters that {@link
 * io.slipway.demo.traffic.Totals} adds up and the ranges of a load; it learns of stages and of the load only by being told.
 *
 * <p>Every key is written by one lane only, one operation after the other, so that what may be stored under it is known exactly, also by a
 * process that reads in its {@link io.slipway.demo.traffic.Journal} what it was before it was killed.
 */
@NullMarked
package io.slipway.demo.traffic;

import org.jspecify.annotations.NullMarked;
