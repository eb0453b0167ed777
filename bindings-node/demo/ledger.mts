import { createHash } from "node:crypto";
import type { JournalEntry_Begun } from "./gen/slipway/demo/v1/bookkeeping_pb.js";
import type { Journal } from "./journal.mjs";

/** How many seconds sooner than asked for a value may be gone: seconds are rounded, here and at the stores. */
const EARLY_S_MAX = 2;

/** How much longer it may live: a server counts a time to live from the write's arrival, which may take its whole timeout of 5 s. */
const LATE_S_MAX = EARLY_S_MAX + 5;

/** A key of a table. */
export interface Slot {
  readonly table: string;
  readonly key: Uint8Array;
}

/** A state that a key may be in: absent, or a value up to an expiry. */
export class State {
  static readonly ABSENT = new State(undefined, Infinity);

  private constructor(
    /** SHA-256 of the value, in hexadecimal digits, which stands for it byte for byte; none if absent. */
    readonly digest: string | undefined,
    /** Seconds since 1970; infinite: for ever. */
    readonly expirySecond: number,
  ) {}

  static of(value: Uint8Array, expirySecond: number): State {
    return new State(digestOf(value), expirySecond);
  }

  /** What a write of the journal leads to. */
  static after({ digest, expirySecond }: JournalEntry_Begun): State {
    return new State(
      digest && Buffer.from(digest).toString("hex"),
      expirySecond === undefined ? Infinity : Number(expirySecond),
    );
  }

  equals(other: State): boolean {
    return this.digest === other.digest && this.expirySecond === other.expirySecond;
  }

  /** Whether a reader may see this value, or none, at some moment close to a second. */
  looksLike(value: Uint8Array | undefined, second: number): boolean {
    if (this.digest === undefined) {
      return value === undefined;
    }
    if (value === undefined) {
      return this.expirySecond <= second + EARLY_S_MAX;
    }
    return this.expirySecond >= second - LATE_S_MAX && this.digest === digestOf(value);
  }
}

/** A write that was sent and has not been answered. */
export interface Pending {
  /** Its place among the writes of the journal. */
  readonly write: bigint;
  readonly id: string;
  readonly before: readonly State[];
  readonly after: State;
}

/**
 * The oracle: for every key of this service the states that it may be in, given what was acknowledged. An acknowledged write leaves one state;
 * one that failed for sure leaves the states before it; one of unknown outcome adds its own to those. Keys that were never written are absent.
 * A key has one writer at a time.
 */
export class Ledger {
  /** Keys whose latest write had no answer when the journal was opened. */
  readonly unanswered: number;
  readonly #states = new Map<string, readonly State[]>();
  readonly #journal: Journal;
  #writes = 0n;

  /** Goes on where the journal of earlier starts ends. */
  constructor(journal: Journal) {
    this.#journal = journal;
    const open = new Map<bigint, Pending>();
    const latest = new Map<string, bigint>();
    for (const { entry } of journal.replay()) {
      if (entry.case === "begun") {
        const pending = this.#note(entry.value, State.after(entry.value));
        open.set(pending.write, pending);
        latest.set(pending.id, pending.write);
      } else if (entry.case === "answered") {
        const { write, applied } = entry.value;
        const pending = open.get(write);
        if (pending === undefined) {
          throw new Error(`the journal answers write ${write}, which is not open`);
        }
        open.delete(write);
        this.#settle(pending, applied);
        if (latest.get(pending.id) === write) {
          latest.delete(pending.id);
        }
      }
    }
    this.unanswered = latest.size;
  }

  /** Notes a write that is about to be sent. Unless it is answered, the key may be in the state before or after. */
  begin(slot: Slot, after: State): Pending {
    const { digest, expirySecond } = after;
    const value = {
      table: slot.table,
      key: slot.key,
      ...(digest !== undefined && { digest: Buffer.from(digest, "hex") }),
      ...(expirySecond !== Infinity && { expirySecond: BigInt(expirySecond) }),
    };
    this.#journal.append({ entry: { case: "begun", value } });
    return this.#note(slot, after);
  }

  /** The store has the write, or it does not and never will. */
  answered(pending: Pending, applied: boolean): void {
    this.#settle(pending, applied);
    this.#journal.append({ entry: { case: "answered", value: { write: pending.write, applied } } });
  }

  /** Whether a reader may see this value, or none, in a slot now. */
  allows(slot: Slot, value: Uint8Array | undefined): boolean {
    const second = Math.floor(Date.now() / 1000);
    return this.#expected(idOf(slot)).some((state) => state.looksLike(value, second));
  }

  #note(slot: Slot, after: State): Pending {
    const id = idOf(slot);
    const before = this.#expected(id);
    if (!before.some((state) => state.equals(after))) {
      this.#states.set(id, [...before, after]);
    }
    return { write: this.#writes++, id, before, after };
  }

  #settle(pending: Pending, applied: boolean): void {
    this.#states.set(pending.id, applied ? [pending.after] : pending.before);
  }

  #expected(id: string): readonly State[] {
    return this.#states.get(id) ?? [State.ABSENT];
  }
}

function idOf({ table, key }: Slot): string {
  return `${table}/${Buffer.from(key).toString("latin1")}`;
}

function digestOf(value: Uint8Array): string {
  return createHash("sha256").update(value).digest("hex");
}
