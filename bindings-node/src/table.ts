import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { EMPTY, byteLength, toBuffer, view, type Bytes } from "./bytes";
import { ErrorCode } from "./error-codes";
import { SlipwayError } from "./error";
import {
  ExpirySchema,
  RequestSchema,
  ResponseSchema,
  ScanRequestSchema,
  type Expiry,
  type Response,
} from "./gen/slipway/v1/envelope_pb";
import type { CallOptions, Queue } from "./queue";
import { EXPIRES_AT, Op } from "./request";
import { Scan, type ScanAllOptions, type ScanOptions } from "./scan";

/** How long a value lives: for ever if neither is given. Giving both is an error. */
export interface PutOptions extends CallOptions {
  /** Milliseconds from now, 1,000 to 20 years; rounded up to whole seconds. */
  readonly ttlMs?: number | undefined;
  /** The instant of expiry, or its milliseconds since 1970; 1 s to 20 years from now, rounded up to whole seconds. */
  readonly expiresAt?: Date | number | undefined;
}

/**
 * A named key space: keys of 1 to 65,535 bytes (or the layout's smaller bound), values of 0 bytes to the table's limit, 16 MiB unless it is
 * configured.
 *
 * Operations run concurrently: two on one key take effect in their order only if the first was awaited before the second began. Each is
 * bounded by `timeoutMs`, else by the table's deadline, and given up by `signal`.
 *
 * Whatever goes wrong is a rejection, never thrown. Errors of every operation: `TypeError` for arguments of wrong types; `KEY_SIZE`, `VALUE_SIZE`,
 * `TABLE_UNKNOWN`, `DEADLINE_RANGE` and others of category `USER` before anything is sent; `UNAVAILABLE` and `OVERLOADED` ones, of
 * which nothing was applied; `CANCELLED` by the signal; `CLOSED`. Writes may also fail with `UNKNOWN_OUTCOME` ones (`maybeApplied`): such a
 * write may take effect, now or shortly after.
 */
export class Table {
  /** The table's name. */
  readonly name: string;
  readonly #queue: Queue;
  readonly #number: number;

  /** @internal */
  constructor(queue: Queue, name: string, number: number) {
    this.name = name;
    this.#queue = queue;
    this.#number = number;
  }

  /** The value, which may have no bytes; `undefined` if there is none. */
  get(key: Bytes, options?: CallOptions): Promise<Buffer | undefined> {
    return this.#perform(Op.GET, key, EMPTY, toValue, options);
  }

  /** Whether the key has a value. */
  exists(key: Bytes, options?: CallOptions): Promise<boolean> {
    return this.#perform(Op.EXISTS, key, EMPTY, toPresence, options);
  }

  /** Sets the key to the value. An earlier value's expiry is gone. Errors beyond the common ones: `TTL_RANGE`. */
  put(key: Bytes, value: Bytes, options?: PutOptions): Promise<void> {
    if (options?.ttlMs === undefined && options?.expiresAt === undefined) {
      return this.#perform(Op.PUT, key, value, toNothing, options);
    }
    return this.#putExpiring(key, value, options);
  }

  /** Removes the key. No error if there is no such key. */
  delete(key: Bytes, options?: CallOptions): Promise<void> {
    return this.#perform(Op.DELETE, key, EMPTY, toNothing, options);
  }

  /**
   * The values of up to 10,000 keys, in the order of the keys; `undefined` where there is none. No snapshot: keys are read one by one. Errors
   * beyond the common ones: `CALL_SIZE`.
   */
  async getMany(keys: Iterable<Bytes>, options?: CallOptions): Promise<(Buffer | undefined)[]> {
    const asked = Array.from(keys, toBuffer);
    return this.#perform(Op.GET_MANY, EMPTY, manyKeys(asked), (payload) => manyValues(payload, asked.length), options);
  }

  /**
   * Puts up to 10,000 entries, in no particular order: a `Map`, or any pairs of key and value. Of one key the last entry counts. After an
   * error some may have been put. Errors beyond the common ones: `CALL_SIZE`, `TTL_RANGE`.
   */
  async putMany(entries: Iterable<readonly [key: Bytes, value: Bytes]>, options?: PutOptions): Promise<void> {
    const expiry = expiryOf(options);
    const list = Array.from(entries, ([key, value]) => ({ key: toBuffer(key), value: toBuffer(value) }));
    await this.#call({ case: "putMany", value: { entries: list, ...(expiry && { expiry }) } }, options);
  }

  /** Removes up to 10,000 keys, in no particular order. After an error some may have been removed. Errors beyond the common ones: `CALL_SIZE`. */
  async deleteMany(keys: Iterable<Bytes>, options?: CallOptions): Promise<void> {
    await this.#call({ case: "deleteMany", value: { keys: Array.from(keys, toBuffer) } }, options);
  }

  /**
   * The entries of a range of keys, ordered by unsigned bytes. `timeoutMs` holds for each page. Entries that are written or removed meanwhile
   * may or may not be seen.
   *
   * Throws a `TypeError` if a prefix is given together with bounds. Errors while iterating, beyond the common ones: `SCAN_RANGE`, `SCAN_TOKEN`,
   * and `SCAN_LAYOUT` if the table's layout does not keep the range together; its message names a layout that does.
   *
   * ```ts
   * for await (const { key, value } of table.scan({ prefix: "user:" })) { ... }
   * ```
   */
  scan(options: ScanOptions): Scan {
    const range = rangeOf(options);
    return new Scan(options.token, async (token) => {
      const request = { range, token, ...(options.pageSize !== undefined && { limit: options.pageSize }) };
      const response = await this.#call({ case: "scan", value: request }, options);
      return response.result.case === "scan" ? response.result.value : undefined;
    });
  }

  /**
   * All entries, in no order; from a token on if one is given: of {@link splits}, or of a page before. Every entry that stays unchanged is seen
   * at least once; it may be seen again if the table changes its place meanwhile. Errors beyond the common ones: `SCAN_RANGE`, `SCAN_TOKEN`.
   */
  scanAll(options: ScanAllOptions = {}): Scan {
    return new Scan(options.token, async (token) => {
      const request = { token, ...(options.pageSize !== undefined && { limit: options.pageSize }) };
      const response = await this.#call({ case: "scanAll", value: request }, options);
      return response.result.case === "scanAll" ? response.result.value : undefined;
    });
  }

  /**
   * Tokens for {@link scanAll} which together cover the table once, for parallel readers: at least one, about `parallelism` (1 to 1,024). Errors
   * beyond the common ones: `SCAN_RANGE`.
   */
  async splits(parallelism: number, options?: CallOptions): Promise<Buffer[]> {
    const response = await this.#call({ case: "scanSplits", value: { parallelism } }, options);
    return response.result.case === "scanSplits" ? response.result.value.tokens.map(view) : [];
  }

  async #putExpiring(key: Bytes, value: Bytes, options: PutOptions): Promise<void> {
    const expiry = expiryOf(options)!;
    const flags = expiry.when.case === "expiresAtMs" ? EXPIRES_AT : 0;
    // The C interface reads a time to live of 0 as none. Any other that is too short is refused as it should be.
    const arg = Number(expiry.when.value) === 0 && flags === 0 ? -1 : Number(expiry.when.value);
    const request = { op: Op.PUT, flags, table: this.#number, key, payload: value, arg };
    return this.#queue.perform(request, toNothing, options);
  }

  #perform<T>(
    op: number,
    key: Bytes,
    payload: Bytes,
    decode: (payload: Buffer, absent: boolean) => T,
    options: CallOptions | undefined,
  ): Promise<T> {
    return this.#queue.perform({ op, flags: 0, table: this.#number, key, payload, arg: 0 }, decode, options);
  }

  #call(call: Call, options: CallOptions | undefined): Promise<Response> {
    return performCall(this.#queue, this.#number, call, options);
  }
}

type Call = NonNullable<MessageInitShape<typeof RequestSchema>["call"]>;

/** An operation of the envelope. */
export function performCall(
  queue: Queue,
  table: number,
  call: Call,
  options: CallOptions | undefined,
): Promise<Response> {
  const payload = toBinary(RequestSchema, create(RequestSchema, { call }));
  return queue.perform({ op: Op.CALL, flags: 0, table, key: EMPTY, payload, arg: 0 }, toResponse, options);
}

/** @throws SlipwayError TTL_RANGE if a time to live cannot be */
export function expiryOf(options: PutOptions | undefined): Expiry | undefined {
  const ttlMs = options?.ttlMs;
  const expiresAt = options?.expiresAt;
  if (ttlMs === undefined && expiresAt === undefined) {
    return undefined;
  }
  if (ttlMs !== undefined && expiresAt !== undefined) {
    throw new TypeError("a value expires by ttlMs or by expiresAt, not by both");
  }
  const number = ttlMs ?? Number(expiresAt);
  if (!Number.isSafeInteger(number)) {
    throw new SlipwayError(
      ErrorCode.TTL_RANGE,
      `a time to live is a whole number of ms from 1,000 to 20 years, not ${number}`,
    );
  }
  const value = BigInt(number);
  return create(ExpirySchema, {
    when: ttlMs === undefined ? { case: "expiresAtMs", value } : { case: "ttlMs", value },
  });
}

function rangeOf(options: ScanOptions): NonNullable<MessageInitShape<typeof ScanRequestSchema>["range"]> {
  if (options.prefix !== undefined && (options.from !== undefined || options.to !== undefined)) {
    throw new TypeError("a scan has a prefix, or from and to, not both");
  }
  if (options.prefix !== undefined) {
    return { case: "prefix", value: toBuffer(options.prefix) };
  }
  return {
    case: "between",
    value: { from: toBuffer(options.from ?? EMPTY), ...(options.to !== undefined && { to: toBuffer(options.to) }) },
  };
}

function toValue(payload: Buffer, absent: boolean): Buffer | undefined {
  return absent ? undefined : payload;
}

function toPresence(_payload: Buffer, absent: boolean): boolean {
  return !absent;
}

function toNothing(): void {
  return;
}

function toResponse(payload: Buffer): Response {
  return fromBinary(ResponseSchema, payload);
}

/** (u32 size, key) repeated. */
function manyKeys(keys: Buffer[]): Buffer {
  const bytes = Buffer.allocUnsafe(keys.reduce((sum, key) => sum + 4 + byteLength(key), 0));
  let at = 0;
  for (const key of keys) {
    at = bytes.writeUInt32LE(key.length, at);
    at += key.copy(bytes, at);
  }
  return bytes;
}

/** Of (u32 index, u32 size, value) repeated. */
function manyValues(payload: Buffer, count: number): (Buffer | undefined)[] {
  const values = new Array<Buffer | undefined>(count).fill(undefined);
  for (let at = 0; at < payload.length;) {
    const index = payload.readUInt32LE(at);
    const end = at + 8 + payload.readUInt32LE(at + 4);
    values[index] = payload.subarray(at + 8, end);
    at = end;
  }
  return values;
}
