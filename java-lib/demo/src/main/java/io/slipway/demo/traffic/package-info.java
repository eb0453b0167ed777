/**
 * The traffic of the three services at a fixed rate, and the book-keeping of what it was told: latencies per table and stage, and for
 * every key what the store acknowledged.
 *
 * <p>It may import {@code io.slipway.kv}, the services and the data model; it learns of stages and of the load only through what {@code
 * io.slipway.demo} tells it.
 *
 * <p>Every key is written by one lane only, one operation after the other, so that what may be stored under it is known exactly.
 */
@NullMarked
package io.slipway.demo.traffic;

import org.jspecify.annotations.NullMarked;
