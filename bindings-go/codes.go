// Code generated from schemas/proto/slipway/v1/error.proto. DO NOT EDIT.

package slipway

// What kind of trouble an error is, and so what a caller can do about it.
const (
	// CategoryUser: The request or the configuration is wrong; repeating it cannot help.
	CategoryUser Category = 1

	// CategoryConflict: Another writer was faster, or the table moved on; nothing was applied.
	CategoryConflict Category = 2

	// CategoryUnavailable: A store cannot be reached; nothing was applied.
	CategoryUnavailable Category = 3

	// CategoryOverloaded: Too much is in flight; nothing was applied.
	CategoryOverloaded Category = 4

	// CategoryUnknownOutcome: A write may or may not have been applied, now or shortly after.
	CategoryUnknownOutcome Category = 5

	// CategoryInternal: A defect, or data that contradicts itself.
	CategoryInternal Category = 6
)

// Everything that can go wrong, with numbers that never change. Each is an error for errors.Is.
const (
	// ErrKeySize: A key is empty or longer than the table's layout allows.
	ErrKeySize Code = 1001

	// ErrValueSize: A value is larger than the table's limit.
	ErrValueSize Code = 1002

	// ErrTableName: A table name is malformed.
	ErrTableName Code = 1003

	// ErrTableUnknown: No such table.
	ErrTableUnknown Code = 1004

	// ErrTTLRange: A time to live outside 1 s .. 20 years.
	ErrTTLRange Code = 1005

	// ErrBatchSize: A batch of more than 1,000 writes or 5 MiB.
	ErrBatchSize Code = 1006

	// ErrCallSize: Too many keys or entries in one call.
	ErrCallSize Code = 1007

	// ErrScanLayout: A scan over a range that the table's layout does not keep together.
	ErrScanLayout Code = 1008

	// ErrScanToken: A scan token that this store cannot read.
	ErrScanToken Code = 1009

	// ErrScanRange: A scan range, limit or number of splits out of bounds.
	ErrScanRange Code = 1010

	// ErrValueNotParseable: The stored bytes are no message of the table's type.
	ErrValueNotParseable Code = 1011

	// ErrDeadlineRange: A deadline outside 1 ms .. 1 h.
	ErrDeadlineRange Code = 1012

	// ErrConfig: The configuration is malformed, or names an unknown key.
	ErrConfig Code = 1020

	// ErrProviderMissing: No provider on the class path.
	ErrProviderMissing Code = 1021

	// ErrCredentials: User name or password was refused.
	ErrCredentials Code = 1022

	// ErrTableSchema: An existing table at the target has another schema or layout.
	ErrTableSchema Code = 1023

	// ErrLayout: A layout that cannot be, or that breaks on a key.
	ErrLayout Code = 1024

	// ErrSavepoint: A savepoint that cannot be read, or belongs to another load.
	ErrSavepoint Code = 1025

	// ErrStageEdge: A stage change that does not exist.
	ErrStageEdge Code = 1026

	// ErrGateRefused: A stage change whose gate does not hold.
	ErrGateRefused Code = 1027

	// ErrClosed: An operation on a closed store.
	ErrClosed Code = 1030

	// ErrCancelled: A read that its caller gave up.
	ErrCancelled Code = 1031

	// ErrArgument: A call of the C interface, or of a binding, that cannot be: a missing pointer, an impossible size, an unknown operation.
	ErrArgument Code = 1040

	// ErrABIMismatch: A program that was compiled for another version of the C interface than the library has.
	ErrABIMismatch Code = 1041

	// ErrRuntimeMissing: No usable Java or none of Slipway's jars where they are looked for.
	ErrRuntimeMissing Code = 1042

	// ErrLibraryMismatch: The library and its jars are of different versions.
	ErrLibraryMismatch Code = 1043

	// ErrStaleEpoch: The table moved to another stage and the call could not follow before its deadline.
	ErrStaleEpoch Code = 2001

	// ErrConfigConflict: Another change of the same configuration was published first.
	ErrConfigConflict Code = 2002

	// ErrSourceUnavailable: The source cannot be reached, or refuses to work.
	ErrSourceUnavailable Code = 3001

	// ErrTargetUnavailable: The target cannot be reached, or has too few replicas.
	ErrTargetUnavailable Code = 3002

	// ErrDeadline: A read was not answered before its deadline.
	ErrDeadline Code = 3003

	// ErrDiskFull: The disk beneath the source is full.
	ErrDiskFull Code = 3004

	// ErrConfigUnavailable: The config store cannot be reached, or what it said is too old to be trusted.
	ErrConfigUnavailable Code = 3005

	// ErrOverloadedInFlight: More operations in flight than the configured bound.
	ErrOverloadedInFlight Code = 4001

	// ErrOverloadedOutbox: The source's outbox has reached its bound.
	ErrOverloadedOutbox Code = 4002

	// ErrOverloadedServer: The server shed the request.
	ErrOverloadedServer Code = 4003

	// ErrWriteTimeout: A write was not confirmed before its deadline.
	ErrWriteTimeout Code = 5001

	// ErrWriteInterrupted: A write was sent and the connection or the store was lost before its answer.
	ErrWriteInterrupted Code = 5002

	// ErrWriteHalf: The source has a write that the target has not confirmed; recovery will apply it there.
	ErrWriteHalf Code = 5003

	// ErrInternalError: A defect in Slipway.
	ErrInternalError Code = 9001

	// ErrChunksBroken: A large value whose chunks are missing or do not match their head.
	ErrChunksBroken Code = 9002

	// ErrDataCorrupt: Stored data that cannot be decoded.
	ErrDataCorrupt Code = 9003

	// ErrWriteRefused: A write that the target refuses for good; it is parked with its reason.
	ErrWriteRefused Code = 9004
)

var categoryNames = [...]string{"", "USER", "CONFLICT", "UNAVAILABLE", "OVERLOADED", "UNKNOWN_OUTCOME", "INTERNAL"}

var catalogue = []traits{
	{ErrKeySize, "KEY_SIZE", CategoryUser, false, false},
	{ErrValueSize, "VALUE_SIZE", CategoryUser, false, false},
	{ErrTableName, "TABLE_NAME", CategoryUser, false, false},
	{ErrTableUnknown, "TABLE_UNKNOWN", CategoryUser, false, false},
	{ErrTTLRange, "TTL_RANGE", CategoryUser, false, false},
	{ErrBatchSize, "BATCH_SIZE", CategoryUser, false, false},
	{ErrCallSize, "CALL_SIZE", CategoryUser, false, false},
	{ErrScanLayout, "SCAN_LAYOUT", CategoryUser, false, false},
	{ErrScanToken, "SCAN_TOKEN", CategoryUser, false, false},
	{ErrScanRange, "SCAN_RANGE", CategoryUser, false, false},
	{ErrValueNotParseable, "VALUE_NOT_PARSEABLE", CategoryUser, false, false},
	{ErrDeadlineRange, "DEADLINE_RANGE", CategoryUser, false, false},
	{ErrConfig, "CONFIG", CategoryUser, false, false},
	{ErrProviderMissing, "PROVIDER_MISSING", CategoryUser, false, false},
	{ErrCredentials, "CREDENTIALS", CategoryUser, false, false},
	{ErrTableSchema, "TABLE_SCHEMA", CategoryUser, false, false},
	{ErrLayout, "LAYOUT", CategoryUser, false, false},
	{ErrSavepoint, "SAVEPOINT", CategoryUser, false, false},
	{ErrStageEdge, "STAGE_EDGE", CategoryUser, false, false},
	{ErrGateRefused, "GATE_REFUSED", CategoryUser, true, false},
	{ErrClosed, "CLOSED", CategoryUser, false, false},
	{ErrCancelled, "CANCELLED", CategoryUser, false, false},
	{ErrArgument, "ARGUMENT", CategoryUser, false, false},
	{ErrABIMismatch, "ABI_MISMATCH", CategoryUser, false, false},
	{ErrRuntimeMissing, "RUNTIME_MISSING", CategoryUser, false, false},
	{ErrLibraryMismatch, "LIBRARY_MISMATCH", CategoryUser, false, false},
	{ErrStaleEpoch, "STALE_EPOCH", CategoryConflict, true, false},
	{ErrConfigConflict, "CONFIG_CONFLICT", CategoryConflict, true, false},
	{ErrSourceUnavailable, "SOURCE_UNAVAILABLE", CategoryUnavailable, true, false},
	{ErrTargetUnavailable, "TARGET_UNAVAILABLE", CategoryUnavailable, true, false},
	{ErrDeadline, "DEADLINE", CategoryUnavailable, true, false},
	{ErrDiskFull, "DISK_FULL", CategoryUnavailable, true, false},
	{ErrConfigUnavailable, "CONFIG_UNAVAILABLE", CategoryUnavailable, true, false},
	{ErrOverloadedInFlight, "OVERLOADED_IN_FLIGHT", CategoryOverloaded, true, false},
	{ErrOverloadedOutbox, "OVERLOADED_OUTBOX", CategoryOverloaded, true, false},
	{ErrOverloadedServer, "OVERLOADED_SERVER", CategoryOverloaded, true, false},
	{ErrWriteTimeout, "WRITE_TIMEOUT", CategoryUnknownOutcome, false, true},
	{ErrWriteInterrupted, "WRITE_INTERRUPTED", CategoryUnknownOutcome, false, true},
	{ErrWriteHalf, "WRITE_HALF", CategoryUnknownOutcome, false, true},
	{ErrInternalError, "INTERNAL_ERROR", CategoryInternal, false, false},
	{ErrChunksBroken, "CHUNKS_BROKEN", CategoryInternal, false, false},
	{ErrDataCorrupt, "DATA_CORRUPT", CategoryInternal, false, false},
	{ErrWriteRefused, "WRITE_REFUSED", CategoryInternal, false, false},
}
