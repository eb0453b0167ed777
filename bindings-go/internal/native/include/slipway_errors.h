/* Everything that can go wrong, with numbers that never change. Generated from schemas/proto/slipway/v1/error.proto; change it there. */
#ifndef SLIPWAY_ERRORS_H
#define SLIPWAY_ERRORS_H

/* What kind of trouble an error is, and so what a caller can do about it. */
enum {
  /* The request or the configuration is wrong; repeating it cannot help. */
  SLIPWAY_CATEGORY_USER = 1,
  /* Another writer was faster, or the table moved on; nothing was applied. */
  SLIPWAY_CATEGORY_CONFLICT = 2,
  /* A store cannot be reached; nothing was applied. */
  SLIPWAY_CATEGORY_UNAVAILABLE = 3,
  /* Too much is in flight; nothing was applied. */
  SLIPWAY_CATEGORY_OVERLOADED = 4,
  /* A write may or may not have been applied, now or shortly after. */
  SLIPWAY_CATEGORY_UNKNOWN_OUTCOME = 5,
  /* A defect, or data that contradicts itself. */
  SLIPWAY_CATEGORY_INTERNAL = 6
};

enum {
  /* A key is empty or longer than the table's layout allows. */
  SLIPWAY_KEY_SIZE = 1001,
  /* A value is larger than the table's limit. */
  SLIPWAY_VALUE_SIZE = 1002,
  /* A table name is malformed. */
  SLIPWAY_TABLE_NAME = 1003,
  /* No such table. */
  SLIPWAY_TABLE_UNKNOWN = 1004,
  /* A time to live outside 1 s .. 20 years. */
  SLIPWAY_TTL_RANGE = 1005,
  /* A batch of more than 1,000 writes or 5 MiB. */
  SLIPWAY_BATCH_SIZE = 1006,
  /* Too many keys or entries in one call. */
  SLIPWAY_CALL_SIZE = 1007,
  /* A scan over a range that the table's layout does not keep together. */
  SLIPWAY_SCAN_LAYOUT = 1008,
  /* A scan token that this store cannot read. */
  SLIPWAY_SCAN_TOKEN = 1009,
  /* A scan range, limit or number of splits out of bounds. */
  SLIPWAY_SCAN_RANGE = 1010,
  /* The stored bytes are no message of the table's type. */
  SLIPWAY_VALUE_NOT_PARSEABLE = 1011,
  /* A deadline outside 1 ms .. 1 h. */
  SLIPWAY_DEADLINE_RANGE = 1012,
  /* The configuration is malformed, or names an unknown key. */
  SLIPWAY_CONFIG = 1020,
  /* No provider on the class path. */
  SLIPWAY_PROVIDER_MISSING = 1021,
  /* User name or password was refused. */
  SLIPWAY_CREDENTIALS = 1022,
  /* An existing table at the target has another schema or layout. */
  SLIPWAY_TABLE_SCHEMA = 1023,
  /* A layout that cannot be, or that breaks on a key. */
  SLIPWAY_LAYOUT = 1024,
  /* A savepoint that cannot be read, or belongs to another load. */
  SLIPWAY_SAVEPOINT = 1025,
  /* A stage change that does not exist. */
  SLIPWAY_STAGE_EDGE = 1026,
  /* A stage change whose gate does not hold. */
  SLIPWAY_GATE_REFUSED = 1027,
  /* An operation on a closed store. */
  SLIPWAY_CLOSED = 1030,
  /* A read that its caller gave up. */
  SLIPWAY_CANCELLED = 1031,
  /* A call of the C interface, or of a binding, that cannot be: a missing pointer, an impossible size, an unknown operation. */
  SLIPWAY_ARGUMENT = 1040,
  /* A program that was compiled for another version of the C interface than the library has. */
  SLIPWAY_ABI_MISMATCH = 1041,
  /* No usable Java or none of Slipway's jars where they are looked for. */
  SLIPWAY_RUNTIME_MISSING = 1042,
  /* The library and its jars are of different versions. */
  SLIPWAY_LIBRARY_MISMATCH = 1043,
  /* The table moved to another stage and the call could not follow before its deadline. */
  SLIPWAY_STALE_EPOCH = 2001,
  /* Another change of the same configuration was published first. */
  SLIPWAY_CONFIG_CONFLICT = 2002,
  /* The source cannot be reached, or refuses to work. */
  SLIPWAY_SOURCE_UNAVAILABLE = 3001,
  /* The target cannot be reached, or has too few replicas. */
  SLIPWAY_TARGET_UNAVAILABLE = 3002,
  /* A read was not answered before its deadline. */
  SLIPWAY_DEADLINE = 3003,
  /* The disk beneath the source is full. */
  SLIPWAY_DISK_FULL = 3004,
  /* The config store cannot be reached, or what it said is too old to be trusted. */
  SLIPWAY_CONFIG_UNAVAILABLE = 3005,
  /* More operations in flight than the configured bound. */
  SLIPWAY_OVERLOADED_IN_FLIGHT = 4001,
  /* The source's outbox has reached its bound. */
  SLIPWAY_OVERLOADED_OUTBOX = 4002,
  /* The server shed the request. */
  SLIPWAY_OVERLOADED_SERVER = 4003,
  /* A write was not confirmed before its deadline. */
  SLIPWAY_WRITE_TIMEOUT = 5001,
  /* A write was sent and the connection or the store was lost before its answer. */
  SLIPWAY_WRITE_INTERRUPTED = 5002,
  /* The source has a write that the target has not confirmed; recovery will apply it there. */
  SLIPWAY_WRITE_HALF = 5003,
  /* A defect in Slipway. */
  SLIPWAY_INTERNAL_ERROR = 9001,
  /* A large value whose chunks are missing or do not match their head. */
  SLIPWAY_CHUNKS_BROKEN = 9002,
  /* Stored data that cannot be decoded. */
  SLIPWAY_DATA_CORRUPT = 9003,
  /* A write that the target refuses for good; it is parked with its reason. */
  SLIPWAY_WRITE_REFUSED = 9004
};

/* One line a code: name, number, category, retryable, maybe_applied. Define a macro of these parameters, and give it to this. */
#define SLIPWAY_ERRORS(ERROR) \
  ERROR(KEY_SIZE, 1001, USER, 0, 0) \
  ERROR(VALUE_SIZE, 1002, USER, 0, 0) \
  ERROR(TABLE_NAME, 1003, USER, 0, 0) \
  ERROR(TABLE_UNKNOWN, 1004, USER, 0, 0) \
  ERROR(TTL_RANGE, 1005, USER, 0, 0) \
  ERROR(BATCH_SIZE, 1006, USER, 0, 0) \
  ERROR(CALL_SIZE, 1007, USER, 0, 0) \
  ERROR(SCAN_LAYOUT, 1008, USER, 0, 0) \
  ERROR(SCAN_TOKEN, 1009, USER, 0, 0) \
  ERROR(SCAN_RANGE, 1010, USER, 0, 0) \
  ERROR(VALUE_NOT_PARSEABLE, 1011, USER, 0, 0) \
  ERROR(DEADLINE_RANGE, 1012, USER, 0, 0) \
  ERROR(CONFIG, 1020, USER, 0, 0) \
  ERROR(PROVIDER_MISSING, 1021, USER, 0, 0) \
  ERROR(CREDENTIALS, 1022, USER, 0, 0) \
  ERROR(TABLE_SCHEMA, 1023, USER, 0, 0) \
  ERROR(LAYOUT, 1024, USER, 0, 0) \
  ERROR(SAVEPOINT, 1025, USER, 0, 0) \
  ERROR(STAGE_EDGE, 1026, USER, 0, 0) \
  ERROR(GATE_REFUSED, 1027, USER, 1, 0) \
  ERROR(CLOSED, 1030, USER, 0, 0) \
  ERROR(CANCELLED, 1031, USER, 0, 0) \
  ERROR(ARGUMENT, 1040, USER, 0, 0) \
  ERROR(ABI_MISMATCH, 1041, USER, 0, 0) \
  ERROR(RUNTIME_MISSING, 1042, USER, 0, 0) \
  ERROR(LIBRARY_MISMATCH, 1043, USER, 0, 0) \
  ERROR(STALE_EPOCH, 2001, CONFLICT, 1, 0) \
  ERROR(CONFIG_CONFLICT, 2002, CONFLICT, 1, 0) \
  ERROR(SOURCE_UNAVAILABLE, 3001, UNAVAILABLE, 1, 0) \
  ERROR(TARGET_UNAVAILABLE, 3002, UNAVAILABLE, 1, 0) \
  ERROR(DEADLINE, 3003, UNAVAILABLE, 1, 0) \
  ERROR(DISK_FULL, 3004, UNAVAILABLE, 1, 0) \
  ERROR(CONFIG_UNAVAILABLE, 3005, UNAVAILABLE, 1, 0) \
  ERROR(OVERLOADED_IN_FLIGHT, 4001, OVERLOADED, 1, 0) \
  ERROR(OVERLOADED_OUTBOX, 4002, OVERLOADED, 1, 0) \
  ERROR(OVERLOADED_SERVER, 4003, OVERLOADED, 1, 0) \
  ERROR(WRITE_TIMEOUT, 5001, UNKNOWN_OUTCOME, 0, 1) \
  ERROR(WRITE_INTERRUPTED, 5002, UNKNOWN_OUTCOME, 0, 1) \
  ERROR(WRITE_HALF, 5003, UNKNOWN_OUTCOME, 0, 1) \
  ERROR(INTERNAL_ERROR, 9001, INTERNAL, 0, 0) \
  ERROR(CHUNKS_BROKEN, 9002, INTERNAL, 0, 0) \
  ERROR(DATA_CORRUPT, 9003, INTERNAL, 0, 0) \
  ERROR(WRITE_REFUSED, 9004, INTERNAL, 0, 0)

#endif
