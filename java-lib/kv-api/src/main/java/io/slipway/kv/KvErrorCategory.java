package io.slipway.kv;

/** What kind of trouble an error is, and so what a caller can do about it. Generated from {@code schemas/proto/slipway/v1/error.proto}. */
public enum KvErrorCategory {

    /** The request or the configuration is wrong; repeating it cannot help. */
    USER,

    /** Another writer was faster, or the table moved on; nothing was applied. */
    CONFLICT,

    /** A store cannot be reached; nothing was applied. */
    UNAVAILABLE,

    /** Too much is in flight; nothing was applied. */
    OVERLOADED,

    /** A write may or may not have been applied, now or shortly after. */
    UNKNOWN_OUTCOME,

    /** A defect, or data that contradicts itself. */
    INTERNAL
}
