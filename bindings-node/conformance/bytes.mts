// Bytes as programs and logs write them (schemas/conformance/README.md).

const PRINTED_WHOLE = 32;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export function parse(word: string): Buffer {
  if (word.startsWith("x")) {
    return Buffer.from(word.slice(1), "hex");
  }
  const repeated = /^r(\d+):([0-9a-f]{2})$/.exec(word);
  if (repeated === null) {
    throw new Error(`no bytes: ${word}`);
  }
  return Buffer.alloc(Number(repeated[1]), Buffer.from(repeated[2], "hex"));
}

export function logged(bytes: Buffer): string {
  return bytes.length <= PRINTED_WHOLE
    ? `x${bytes.toString("hex")}`
    : `#${bytes.length}:${hex(add(FNV_OFFSET, bytes))}`;
}

/** The digest of a whole table, whose keys are in hexadecimal digits. */
export function tableDigest(entries: ReadonlyMap<string, Buffer>): string {
  let digest = FNV_OFFSET;
  for (const key of [...entries.keys()].sort()) {
    for (const bytes of [Buffer.from(key, "hex"), entries.get(key)!]) {
      digest = add(add(digest, size(bytes)), bytes);
    }
  }
  return hex(digest);
}

function size(bytes: Buffer): Buffer {
  const word = Buffer.alloc(4);
  word.writeUInt32LE(bytes.length);
  return word;
}

/** 32-bit FNV-1a (Fowler, Noll, Vo). */
function add(digest: number, bytes: Buffer): number {
  let sum = digest;
  for (const byte of bytes) {
    sum = Math.imul(sum ^ byte, FNV_PRIME);
  }
  return sum;
}

function hex(digest: number): string {
  return (digest >>> 0).toString(16).padStart(8, "0");
}
