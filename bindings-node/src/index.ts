export { Batch } from "./batch";
export type { Bytes } from "./bytes";
export { ErrorCategory, ErrorCode, type ErrorName } from "./error-codes";
export { SlipwayError } from "./error";
export type { LogLevel, LogRecord } from "./log";
export { ProtoTable, type ProtoEntry } from "./proto-table";
export type { CallOptions } from "./queue";
export { Scan, type Entry, type Page, type ScanAllOptions, type ScanOptions } from "./scan";
export {
  Store,
  attach,
  libraryVersion,
  live,
  open,
  type CloseOptions,
  type Config,
  type LiveCounts,
  type QueueOptions,
  type SharedStore,
} from "./store";
export { Table, type PutOptions } from "./table";
