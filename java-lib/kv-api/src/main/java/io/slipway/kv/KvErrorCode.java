package io.slipway.kv;

/**
 * Everything that can go wrong, with a number that never changes.
 *
 * <p>Generated from {@code schemas/proto/slipway/v1/error.proto}; change it there.
 */
public enum KvErrorCode {

    /** A key is empty or longer than the table's layout allows. */
    KEY_SIZE(1001, KvErrorCategory.USER, false, false),

    /** A value is larger than the table's limit. */
    VALUE_SIZE(1002, KvErrorCategory.USER, false, false),

    /** A table name is malformed. */
    TABLE_NAME(1003, KvErrorCategory.USER, false, false),

    /** No such table. */
    TABLE_UNKNOWN(1004, KvErrorCategory.USER, false, false),

    /** A time to live outside 1 s .. 20 years. */
    TTL_RANGE(1005, KvErrorCategory.USER, false, false),

    /** A batch of more than 1,000 writes or 5 MiB. */
    BATCH_SIZE(1006, KvErrorCategory.USER, false, false),

    /** Too many keys or entries in one call. */
    CALL_SIZE(1007, KvErrorCategory.USER, false, false),

    /** A scan over a range that the table's layout does not keep together. */
    SCAN_LAYOUT(1008, KvErrorCategory.USER, false, false),

    /** A scan token that this store cannot read. */
    SCAN_TOKEN(1009, KvErrorCategory.USER, false, false),

    /** A scan range, limit or number of splits out of bounds. */
    SCAN_RANGE(1010, KvErrorCategory.USER, false, false),

    /** The stored bytes are no message of the table's type. */
    VALUE_NOT_PARSEABLE(1011, KvErrorCategory.USER, false, false),

    /** A deadline outside 1 ms .. 1 h. */
    DEADLINE_RANGE(1012, KvErrorCategory.USER, false, false),

    /** The configuration is malformed, or names an unknown key. */
    CONFIG(1020, KvErrorCategory.USER, false, false),

    /** No provider on the class path. */
    PROVIDER_MISSING(1021, KvErrorCategory.USER, false, false),

    /** User name or password was refused. */
    CREDENTIALS(1022, KvErrorCategory.USER, false, false),

    /** An existing table at the target has another schema or layout. */
    TABLE_SCHEMA(1023, KvErrorCategory.USER, false, false),

    /** A layout that cannot be, or that breaks on a key. */
    LAYOUT(1024, KvErrorCategory.USER, false, false),

    /** A savepoint that cannot be read, or belongs to another load. */
    SAVEPOINT(1025, KvErrorCategory.USER, false, false),

    /** A stage change that does not exist. */
    STAGE_EDGE(1026, KvErrorCategory.USER, false, false),

    /** A stage change whose gate does not hold. */
    GATE_REFUSED(1027, KvErrorCategory.USER, true, false),

    /** An operation on a closed store. */
    CLOSED(1030, KvErrorCategory.USER, false, false),

    /** A read that its caller gave up. */
    CANCELLED(1031, KvErrorCategory.USER, false, false),

    /** A call of the C interface, or of a binding, that cannot be: a missing pointer, an impossible size, an unknown operation. */
    ARGUMENT(1040, KvErrorCategory.USER, false, false),

    /** A program that was compiled for another version of the C interface than the library has. */
    ABI_MISMATCH(1041, KvErrorCategory.USER, false, false),

    /** No usable Java or none of Slipway's jars where they are looked for. */
    RUNTIME_MISSING(1042, KvErrorCategory.USER, false, false),

    /** The library and its jars are of different versions. */
    LIBRARY_MISMATCH(1043, KvErrorCategory.USER, false, false),

    /** The table moved to another stage and the call could not follow before its deadline. */
    STALE_EPOCH(2001, KvErrorCategory.CONFLICT, true, false),

    /** Another change of the same configuration was published first. */
    CONFIG_CONFLICT(2002, KvErrorCategory.CONFLICT, true, false),

    /** The source cannot be reached, or refuses to work. */
    SOURCE_UNAVAILABLE(3001, KvErrorCategory.UNAVAILABLE, true, false),

    /** The target cannot be reached, or has too few replicas. */
    TARGET_UNAVAILABLE(3002, KvErrorCategory.UNAVAILABLE, true, false),

    /** A read was not answered before its deadline. */
    DEADLINE(3003, KvErrorCategory.UNAVAILABLE, true, false),

    /** The disk beneath the source is full. */
    DISK_FULL(3004, KvErrorCategory.UNAVAILABLE, true, false),

    /** The config store cannot be reached, or what it said is too old to be trusted. */
    CONFIG_UNAVAILABLE(3005, KvErrorCategory.UNAVAILABLE, true, false),

    /** More operations in flight than the configured bound. */
    OVERLOADED_IN_FLIGHT(4001, KvErrorCategory.OVERLOADED, true, false),

    /** The source's outbox has reached its bound. */
    OVERLOADED_OUTBOX(4002, KvErrorCategory.OVERLOADED, true, false),

    /** The server shed the request. */
    OVERLOADED_SERVER(4003, KvErrorCategory.OVERLOADED, true, false),

    /** A write was not confirmed before its deadline. */
    WRITE_TIMEOUT(5001, KvErrorCategory.UNKNOWN_OUTCOME, false, true),

    /** A write was sent and the connection or the store was lost before its answer. */
    WRITE_INTERRUPTED(5002, KvErrorCategory.UNKNOWN_OUTCOME, false, true),

    /** The source has a write that the target has not confirmed; recovery will apply it there. */
    WRITE_HALF(5003, KvErrorCategory.UNKNOWN_OUTCOME, false, true),

    /** A defect in Slipway. */
    INTERNAL_ERROR(9001, KvErrorCategory.INTERNAL, false, false),

    /** A large value whose chunks are missing or do not match their head. */
    CHUNKS_BROKEN(9002, KvErrorCategory.INTERNAL, false, false),

    /** Stored data that cannot be decoded. */
    DATA_CORRUPT(9003, KvErrorCategory.INTERNAL, false, false),

    /** A write that the target refuses for good; it is parked with its reason. */
    WRITE_REFUSED(9004, KvErrorCategory.INTERNAL, false, false);

    private final int number;
    private final KvErrorCategory category;
    private final boolean retryable;
    private final boolean maybeApplied;

    KvErrorCode(int number, KvErrorCategory category, boolean retryable, boolean maybeApplied) {
        this.number = number;
        this.category = category;
        this.retryable = retryable;
        this.maybeApplied = maybeApplied;
    }

    /** The stable number, 1000 to 9999. */
    public int number() {
        return number;
    }

    public KvErrorCategory category() {
        return category;
    }

    /** Whether the same call may succeed later without any change. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether the failed call may have taken effect, now or shortly after. */
    public boolean maybeApplied() {
        return maybeApplied;
    }

    /** The stable printed form, such as {@code SLIPWAY-2001}. */
    public String printed() {
        return "SLIPWAY-" + number;
    }
}
