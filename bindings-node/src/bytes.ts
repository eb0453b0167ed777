/** A key, or a value, as it is given: bytes, or a text that is stored as UTF-8. Bytes must not change until the operation has ended. */
export type Bytes = Uint8Array | string;

export const EMPTY = Buffer.alloc(0);

export function byteLength(bytes: Bytes): number {
  if (typeof bytes === "string") {
    return Buffer.byteLength(bytes);
  }
  if (bytes instanceof Uint8Array) {
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
