import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { delimited } from "./delimited.mjs";
import { JournalEntrySchema, type JournalEntry } from "./gen/slipway/demo/v1/bookkeeping_pb.js";

/**
 * What a process has told the store, in a file that survives it: each write before it is sent, each answer once it is there. Every entry is
 * handed to the operating system at once, so that SIGKILL takes at most the end of the last one.
 */
export class Journal {
  readonly #fd: number;
  #end = 0;

  /** Opens a new file, or continues one: {@link replay} comes first. */
  constructor(path: string) {
    this.#fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  }

  /** What earlier starts have told. The rest of an entry that was cut off is removed. */
  *replay(): Generator<JournalEntry, void, undefined> {
    for (const { message, end } of delimited(JournalEntrySchema, readFileSync(this.#fd))) {
      yield message;
      this.#end = end;
    }
    ftruncateSync(this.#fd, this.#end);
  }

  append(entry: MessageInitShape<typeof JournalEntrySchema>): void {
    const bytes = sizeDelimitedEncode(JournalEntrySchema, create(JournalEntrySchema, entry));
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.#fd, bytes, written, bytes.length - written, this.#end + written);
    }
    this.#end += bytes.length;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
