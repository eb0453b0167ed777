import { SlipwayError } from "@slipway/client";
import { State, type Ledger, type Pending, type Slot } from "./ledger.mjs";
import type { Tally } from "./tally.mjs";

/** That of the services in Java. Every operation may be repeated: the lane is its keys' only writer. */
const ATTEMPTS_MAX = 3;

/** An operation failed, and was counted so. */
export class FailedOperation extends Error {}

/** A value that is put, for ever or for a time, or a key that is removed. */
export interface Write extends Slot {
  readonly value?: Uint8Array | undefined;
  readonly ttlMs?: number | undefined;
}

/** Watches the operations of one lane: measures them from the moment they were due, repeats those that may be repeated, and keeps the ledger. */
export class Witness {
  readonly #ledger: Ledger;
  readonly #tally: Tally;
  readonly #isOwn: (slot: Slot) => boolean;
  #dueMs: number | undefined;

  /** @param isOwn whether only this lane writes a slot, so that the ledger tells what it must see */
  constructor(ledger: Ledger, tally: Tally, isOwn: (slot: Slot) => boolean) {
    this.#ledger = ledger;
    this.#tally = tally;
    this.#isOwn = isOwn;
  }

  /** The next operation is due at this moment, by `performance.now()`; those after it when they are called. */
  due(dueMs: number): void {
    this.#dueMs = dueMs;
  }

  read<T>(table: string, call: () => Promise<T>): Promise<T> {
    return this.#attempt(table, [], true, call);
  }

  /** @param atomic whether a failure that says "not applied" holds for all of the writes */
  write(table: string, writes: readonly Write[], atomic: boolean, call: () => Promise<void>): Promise<void> {
    return this.#attempt(table, writes, atomic, call);
  }

  /** Holds an answer against the ledger where the lane can know what it must be. */
  saw(slot: Slot, value: Uint8Array | undefined): void {
    if (this.#isOwn(slot) && !this.#ledger.allows(slot, value)) {
      const seen = value === undefined ? "is absent" : `has ${value.length} bytes`;
      this.#tally.wrongAnswer(`a key of this service in table ${slot.table} ${seen}, which none of its writes allows`);
    }
  }

  async #attempt<T>(table: string, writes: readonly Write[], atomic: boolean, call: () => Promise<T>): Promise<T> {
    const begin = this.#dueMs ?? performance.now();
    this.#dueMs = undefined;
    for (let attempt = 1; ; attempt++) {
      const pending = writes.map((write) => this.#begin(write));
      this.#tally.sent(pending.length);
      try {
        const answer = await call();
        this.#answer(pending, true);
        this.#tally.answered(performance.now() - begin);
        return answer;
      } catch (thrown) {
        if (!(thrown instanceof SlipwayError)) {
          throw thrown;
        }
        if (atomic && !thrown.maybeApplied) {
          this.#answer(pending, false);
        }
        if (attempt === ATTEMPTS_MAX || !(thrown.retryable || thrown.maybeApplied)) {
          this.#tally.answered(performance.now() - begin);
          this.#tally.failed(table, thrown);
          throw new FailedOperation();
        }
        this.#tally.retried(table, thrown);
      } finally {
        this.#tally.returned(pending.length);
      }
    }
  }

  #begin(write: Write): Pending {
    const { value, ttlMs } = write;
    const expirySecond = ttlMs === undefined ? Infinity : Math.ceil((Date.now() + ttlMs) / 1000);
    return this.#ledger.begin(write, value === undefined ? State.ABSENT : State.of(value, expirySecond));
  }

  #answer(pending: readonly Pending[], applied: boolean): void {
    for (const write of pending) {
      this.#ledger.answered(write, applied);
    }
  }
}
