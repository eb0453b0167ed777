/**
 * How the networked store works inside: connections, scripts, their arguments and answers, and what failures mean.
 *
 * <p>It may import the Redis client, and nothing outside of {@code io.slipway.source.redis} may import it. No caller's code runs on the
 * client's threads, and no method here blocks but the store's opening and closing.
 */
@NullMarked
package io.slipway.source.redis.internal;

import org.jspecify.annotations.NullMarked;
