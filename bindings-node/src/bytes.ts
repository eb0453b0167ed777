import { ErrorCode } from "./error-codes";
import { SlipwayError } from "./error";

/** A key, or a value, as it is given: bytes, or a text that is stored as UTF-8. Bytes must not change until the operation has ended. */
export type Bytes = Uint8Array | string;

export const EMPTY = Buffer.alloc(0);

/** The C interface counts bytes in 32 bits. A store's own bounds are far lower. */
const BYTES_MAX = 2 ** 30;

export function byteLength(bytes: Bytes): number {
  if (typeof bytes === "string") {
    return Buffer.byteLength(bytes);
  }
  if (bytes instanceof Uint8Array) {
    if (bytes.byteLength > BYTES_MAX) {
      throw new SlipwayError(
        ErrorCode.ARGUMENT,
        `a key or value has at most ${BYTES_MAX} bytes, not ${bytes.byteLength}`,
      );
    }
    return bytes.byteLength;
  }
  throw new TypeError(`a key or value is a Uint8Array, a Buffer or a string, not ${describe(bytes)}`);
}

/** The same memory if they are bytes. */
export function toBuffer(bytes: Bytes): Buffer {
  byteLength(bytes);
  return typeof bytes === "string" ? Buffer.from(bytes) : view(bytes);
}

/** The same memory as a Buffer. */
export function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function describe(value: unknown): string {
  return value === null ? "null" : typeof value;
}
