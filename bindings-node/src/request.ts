import type { Bytes } from "./bytes";

/** Of slipway.h. */
export const Op = { GET: 1, PUT: 2, DELETE: 3, EXISTS: 4, GET_MANY: 5, CALL: 16 } as const;

/** The flag of a put whose argument is an instant. */
export const EXPIRES_AT = 1;

/** One operation as slipway.h describes it. */
export interface Request {
  readonly op: number;
  readonly flags: number;
  /** 0 where the operation names tables itself. */
  readonly table: number;
  readonly key: Bytes;
  readonly payload: Bytes;
  readonly arg: number;
}

const CAPACITY = 1 << 18;
/** The members of a record in front of its key: see `staged` in addon/queue.c. */
const HEAD_BYTES = 40;

/**
 * Memory from which the addon reads requests: records one behind the other, in the form of `staged` in addon/queue.c. A record is named by
 * its offset.
 */
export class Staging {
  readonly #bytes = Buffer.from(new ArrayBuffer(CAPACITY));
  readonly #halves = new Uint16Array(this.#bytes.buffer);
  readonly #words = new Uint32Array(this.#bytes.buffer);
  readonly #doubles = new Float64Array(this.#bytes.buffer);
  #end = 0;

  get memory(): ArrayBuffer {
    return this.#bytes.buffer;
  }

  /** Where the next record would begin. */
  get end(): number {
    return this.#end;
  }

  /** Whether there is room for a record with so many bytes of key and payload. */
  hasRoom(dataBytes: number): boolean {
    return this.#end + HEAD_BYTES + dataBytes <= CAPACITY;
  }

  /** Adds a record for which there is room, and returns it. */
  add(request: Request, token: number, timeoutMs: number, keyBytes: number, payloadBytes: number): number {
    const record = this.#end;
    this.putHead(request, token, timeoutMs, keyBytes, payloadBytes);
    this.#put(request.key, record + HEAD_BYTES, keyBytes);
    this.#put(request.payload, record + HEAD_BYTES + keyBytes, payloadBytes);
    this.#end += sizeOf(keyBytes + payloadBytes);
    return record;
  }

  /** Writes what a record begins with behind the others, and adds no record: for a request that goes on its own. */
  putHead(request: Request, token: number, timeoutMs: number, keyBytes: number, payloadBytes: number): void {
    const { op, flags, table, arg } = request;
    const record = this.#end;
    const word = record >> 2;
    const double = record >> 3;
    this.#words[word] = sizeOf(keyBytes + payloadBytes);
    this.#words[word + 1] = token;
    this.#halves[(record >> 1) + 4] = op;
    this.#halves[(record >> 1) + 5] = flags;
    this.#words[word + 3] = table;
    this.#words[word + 4] = keyBytes;
    this.#words[word + 5] = payloadBytes;
    this.#doubles[double + 3] = timeoutMs * 1000;
    this.#doubles[double + 4] = arg;
  }

  /** The token of a record; -1 if it was taken back. */
  tokenOf(record: number): number {
    return this.#halves[(record >> 1) + 4] === 0 ? -1 : this.#words[(record >> 2) + 1];
  }

  /** The record behind another. */
  next(record: number): number {
    return record + this.#words[record >> 2];
  }

  /** Lets the addon pass over a record. */
  takeBack(record: number): void {
    this.#halves[(record >> 1) + 4] = 0;
  }

  /** Begins anew; the records can be read until the next is added. */
  clear(): void {
    this.#end = 0;
  }

  #put(bytes: Bytes, at: number, count: number): void {
    if (count === 0) {
      return;
    }
    if (typeof bytes === "string") {
      this.#bytes.write(bytes, at, count, "utf8");
    } else {
      this.#bytes.set(bytes, at);
    }
  }
}

/** The size of a record, a multiple of eight. */
function sizeOf(dataBytes: number): number {
  return (HEAD_BYTES + dataBytes + 7) & ~7;
}
