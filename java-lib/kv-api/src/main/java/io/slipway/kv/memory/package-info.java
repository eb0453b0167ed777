/**
 * A store in memory for services' own unit tests.
 *
 * <p>It may import {@code io.slipway.kv} and {@code io.slipway.kv.spi}. It answers exactly as the providers with a database do, which the
 * testkit's contract suite checks; its content ends with the store. It is never chosen by priority: a service that forgets its provider's
 * jar must not lose data in silence.
 */
@NullMarked
package io.slipway.kv.memory;

import org.jspecify.annotations.NullMarked;
