/**
 * The Java half of the C interface ({@code native/include/slipway.h}): takes what programs in other languages put into submission rings to a
 * {@link io.slipway.kv.KvStore}, and puts its answers into completion rings.
 *
 * <p>May import the key-value interface, protobuf for the envelope, and Micrometer for what the process measures; which store answers is the
 * class path's business. Only the C library calls in here.
 *
 * <p>Invariants: exactly one completion for each submission, whatever a store does; nothing is thrown to the C side; no thread waits for room.
 */
@NullMarked
package io.slipway.bridge.internal;

import org.jspecify.annotations.NullMarked;
