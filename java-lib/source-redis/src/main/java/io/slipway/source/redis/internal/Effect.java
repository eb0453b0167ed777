package io.slipway.source.redis.internal;

/** What an operation leaves behind if nobody hears of its answer. */
enum Effect {
    /** Nothing that matters: a read, or a version that nobody uses. */
    NONE,
    /** Maybe a change. */
    CHANGE
}
