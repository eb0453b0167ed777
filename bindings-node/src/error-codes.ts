// Everything that can go wrong, with numbers that never change. Generated from schemas/proto/slipway/v1/error.proto; change it there.

/** What kind of trouble an error is, and so what a caller can do about it. */
export const ErrorCategory = {
  /** The request or the configuration is wrong; repeating it cannot help. */
  USER: "USER",
  /** Another writer was faster, or the table moved on; nothing was applied. */
  CONFLICT: "CONFLICT",
  /** A store cannot be reached; nothing was applied. */
  UNAVAILABLE: "UNAVAILABLE",
  /** Too much is in flight; nothing was applied. */
  OVERLOADED: "OVERLOADED",
  /** A write may or may not have been applied, now or shortly after. */
  UNKNOWN_OUTCOME: "UNKNOWN_OUTCOME",
  /** A defect, or data that contradicts itself. */
  INTERNAL: "INTERNAL",
} as const;

/** One of the categories. */
export type ErrorCategory = keyof typeof ErrorCategory;

/** The number of each error. */
export const ErrorCode = {
  /** A key is empty or longer than the table's layout allows. */
  KEY_SIZE: 1001,
  /** A value is larger than the table's limit. */
  VALUE_SIZE: 1002,
  /** A table name is malformed. */
  TABLE_NAME: 1003,
  /** No such table. */
  TABLE_UNKNOWN: 1004,
  /** A time to live outside 1 s .. 20 years. */
  TTL_RANGE: 1005,
  /** A batch of more than 1,000 writes or 5 MiB. */
  BATCH_SIZE: 1006,
  /** Too many keys or entries in one call. */
  CALL_SIZE: 1007,
  /** A scan over a range that the table's layout does not keep together. */
  SCAN_LAYOUT: 1008,
  /** A scan token that this store cannot read. */
  SCAN_TOKEN: 1009,
  /** A scan range, limit or number of splits out of bounds. */
  SCAN_RANGE: 1010,
  /** The stored bytes are no message of the table's type. */
  VALUE_NOT_PARSEABLE: 1011,
  /** A deadline outside 1 ms .. 1 h. */
  DEADLINE_RANGE: 1012,
  /** The configuration is malformed, or names an unknown key. */
  CONFIG: 1020,
  /** No provider on the class path. */
  PROVIDER_MISSING: 1021,
  /** User name or password was refused. */
  CREDENTIALS: 1022,
  /** An existing table at the target has another schema or layout. */
  TABLE_SCHEMA: 1023,
  /** A layout that cannot be, or that breaks on a key. */
  LAYOUT: 1024,
  /** A savepoint that cannot be read, or belongs to another load. */
  SAVEPOINT: 1025,
  /** A stage change that does not exist. */
  STAGE_EDGE: 1026,
  /** A stage change whose gate does not hold. */
  GATE_REFUSED: 1027,
  /** An operation on a closed store. */
  CLOSED: 1030,
  /** A read that its caller gave up. */
  CANCELLED: 1031,
  /** A call of the C interface, or of a binding, that cannot be: a missing pointer, an impossible size, an unknown operation. */
  ARGUMENT: 1040,
  /** A program that was compiled for another version of the C interface than the library has. */
  ABI_MISMATCH: 1041,
  /** No usable Java or none of Slipway's jars where they are looked for. */
  RUNTIME_MISSING: 1042,
  /** The library and its jars are of different versions. */
  LIBRARY_MISMATCH: 1043,
  /** The table moved to another stage and the call could not follow before its deadline. */
  STALE_EPOCH: 2001,
  /** Another change of the same configuration was published first. */
  CONFIG_CONFLICT: 2002,
  /** The source cannot be reached, or refuses to work. */
  SOURCE_UNAVAILABLE: 3001,
  /** The target cannot be reached, or has too few replicas. */
  TARGET_UNAVAILABLE: 3002,
  /** A read was not answered before its deadline. */
  DEADLINE: 3003,
  /** The disk beneath the source is full. */
  DISK_FULL: 3004,
  /** The config store cannot be reached, or what it said is too old to be trusted. */
  CONFIG_UNAVAILABLE: 3005,
  /** More operations in flight than the configured bound. */
  OVERLOADED_IN_FLIGHT: 4001,
  /** The source's outbox has reached its bound. */
  OVERLOADED_OUTBOX: 4002,
  /** The server shed the request. */
  OVERLOADED_SERVER: 4003,
  /** A write was not confirmed before its deadline. */
  WRITE_TIMEOUT: 5001,
  /** A write was sent and the connection or the store was lost before its answer. */
  WRITE_INTERRUPTED: 5002,
  /** The source has a write that the target has not confirmed; recovery will apply it there. */
  WRITE_HALF: 5003,
  /** A defect in Slipway. */
  INTERNAL_ERROR: 9001,
  /** A large value whose chunks are missing or do not match their head. */
  CHUNKS_BROKEN: 9002,
  /** Stored data that cannot be decoded. */
  DATA_CORRUPT: 9003,
  /** A write that the target refuses for good; it is parked with its reason. */
  WRITE_REFUSED: 9004,
} as const;

/** The name of an error, such as `KEY_SIZE`. */
export type ErrorName = keyof typeof ErrorCode;

/** The number of one error. */
export type ErrorCode = (typeof ErrorCode)[ErrorName];

/** What an error means for the caller. */
export interface ErrorTraits {
  readonly category: ErrorCategory;
  /** The same call may succeed later without any change. */
  readonly retryable: boolean;
  /** The failed call may have taken effect, now or shortly after. */
  readonly maybeApplied: boolean;
}

export const ERROR_TRAITS: Readonly<Record<ErrorName, ErrorTraits>> = {
  KEY_SIZE: { category: "USER", retryable: false, maybeApplied: false },
  VALUE_SIZE: { category: "USER", retryable: false, maybeApplied: false },
  TABLE_NAME: { category: "USER", retryable: false, maybeApplied: false },
  TABLE_UNKNOWN: { category: "USER", retryable: false, maybeApplied: false },
  TTL_RANGE: { category: "USER", retryable: false, maybeApplied: false },
  BATCH_SIZE: { category: "USER", retryable: false, maybeApplied: false },
  CALL_SIZE: { category: "USER", retryable: false, maybeApplied: false },
  SCAN_LAYOUT: { category: "USER", retryable: false, maybeApplied: false },
  SCAN_TOKEN: { category: "USER", retryable: false, maybeApplied: false },
  SCAN_RANGE: { category: "USER", retryable: false, maybeApplied: false },
  VALUE_NOT_PARSEABLE: { category: "USER", retryable: false, maybeApplied: false },
  DEADLINE_RANGE: { category: "USER", retryable: false, maybeApplied: false },
  CONFIG: { category: "USER", retryable: false, maybeApplied: false },
  PROVIDER_MISSING: { category: "USER", retryable: false, maybeApplied: false },
  CREDENTIALS: { category: "USER", retryable: false, maybeApplied: false },
  TABLE_SCHEMA: { category: "USER", retryable: false, maybeApplied: false },
  LAYOUT: { category: "USER", retryable: false, maybeApplied: false },
  SAVEPOINT: { category: "USER", retryable: false, maybeApplied: false },
  STAGE_EDGE: { category: "USER", retryable: false, maybeApplied: false },
  GATE_REFUSED: { category: "USER", retryable: true, maybeApplied: false },
  CLOSED: { category: "USER", retryable: false, maybeApplied: false },
  CANCELLED: { category: "USER", retryable: false, maybeApplied: false },
  ARGUMENT: { category: "USER", retryable: false, maybeApplied: false },
  ABI_MISMATCH: { category: "USER", retryable: false, maybeApplied: false },
  RUNTIME_MISSING: { category: "USER", retryable: false, maybeApplied: false },
  LIBRARY_MISMATCH: { category: "USER", retryable: false, maybeApplied: false },
  STALE_EPOCH: { category: "CONFLICT", retryable: true, maybeApplied: false },
  CONFIG_CONFLICT: { category: "CONFLICT", retryable: true, maybeApplied: false },
  SOURCE_UNAVAILABLE: { category: "UNAVAILABLE", retryable: true, maybeApplied: false },
  TARGET_UNAVAILABLE: { category: "UNAVAILABLE", retryable: true, maybeApplied: false },
  DEADLINE: { category: "UNAVAILABLE", retryable: true, maybeApplied: false },
  DISK_FULL: { category: "UNAVAILABLE", retryable: true, maybeApplied: false },
  CONFIG_UNAVAILABLE: { category: "UNAVAILABLE", retryable: true, maybeApplied: false },
  OVERLOADED_IN_FLIGHT: { category: "OVERLOADED", retryable: true, maybeApplied: false },
  OVERLOADED_OUTBOX: { category: "OVERLOADED", retryable: true, maybeApplied: false },
  OVERLOADED_SERVER: { category: "OVERLOADED", retryable: true, maybeApplied: false },
  WRITE_TIMEOUT: { category: "UNKNOWN_OUTCOME", retryable: false, maybeApplied: true },
  WRITE_INTERRUPTED: { category: "UNKNOWN_OUTCOME", retryable: false, maybeApplied: true },
  WRITE_HALF: { category: "UNKNOWN_OUTCOME", retryable: false, maybeApplied: true },
  INTERNAL_ERROR: { category: "INTERNAL", retryable: false, maybeApplied: false },
  CHUNKS_BROKEN: { category: "INTERNAL", retryable: false, maybeApplied: false },
  DATA_CORRUPT: { category: "INTERNAL", retryable: false, maybeApplied: false },
  WRITE_REFUSED: { category: "INTERNAL", retryable: false, maybeApplied: false },
};
