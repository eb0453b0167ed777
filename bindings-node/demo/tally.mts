import type { Totals, Word } from "./lines.mjs";
import { routerCounts } from "./meters.mjs";

/** Counts what happened, and tells of what went wrong. */
export class Tally {
  callsUnderWay = 0;
  writesUnderWay = 0;
  /** What the router was last found to have counted. */
  router = routerCounts("");
  #operations = 0;
  #failed = 0;
  #retries = 0;
  #wrongAnswers = 0;
  readonly #latencies_us = new Map<number, number>();
  readonly #say: (word: Word) => void;

  constructor(say: (word: Word) => void) {
    this.#say = say;
  }

  sent(writes: number): void {
    this.callsUnderWay++;
    this.writesUnderWay += writes;
  }

  returned(writes: number): void {
    this.callsUnderWay--;
    this.writesUnderWay -= writes;
  }

  answered(latencyMs: number): void {
    this.#operations++;
    const latency_us = threeDigits(Math.round(latencyMs * 1000));
    this.#latencies_us.set(latency_us, (this.#latencies_us.get(latency_us) ?? 0) + 1);
  }

  failed(table: string, failure: unknown): void {
    this.#failed++;
    this.#trouble(`an operation on table ${table} failed: ${String(failure)}`);
  }

  retried(table: string, failure: unknown): void {
    this.#retries++;
    console.error(`an operation on table ${table} is tried again: ${String(failure)}`);
  }

  wrongAnswer(what: string): void {
    this.#wrongAnswers++;
    this.#trouble(`wrong answer: ${what}`);
  }

  totals(): Totals {
    return {
      operations: this.#operations,
      failed: this.#failed,
      retries: this.#retries,
      wrongAnswers: this.#wrongAnswers,
    };
  }

  tell(): void {
    this.#say({
      word: "numbers",
      totals: {
        ...this.totals(),
        ...this.router,
        retries: this.#retries + this.router.retries,
        deletesRacedByLoad: 0,
      },
      visits: [],
      latencies_us: Object.fromEntries(this.#latencies_us),
    });
  }

  #trouble(what: string): void {
    console.error(what);
    this.#say({ word: "trouble", what });
    this.tell();
  }
}

/** Cuts a number to its first three digits, so that there are few different ones. */
function threeDigits(number: number): number {
  const unit = 10 ** Math.max(0, String(number).length - 3);
  return Math.floor(number / unit) * unit;
}
