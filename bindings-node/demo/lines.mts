// Orders and words, one JSON object a line; what they mean is described at the head of the Java package io.slipway.demo.process.
import type { RouterCounts } from "./meters.mjs";

/** The first order. */
export interface Start {
  readonly order: "start";
  readonly name: string;
  readonly start: number;
  readonly service: string;
  /** Operations a second. */
  readonly rate: number;
  readonly seed: number;
  readonly config: string;
  readonly keys: string;
  readonly journal: string;
}

export type Order =
  | Start
  | { readonly order: "loading" }
  | { readonly order: "submit"; readonly number: number }
  | { readonly order: "count"; readonly number: number }
  | { readonly order: "stop" };

/** What a guest's callers have counted since its process started. */
export interface Totals {
  readonly operations: number;
  readonly failed: number;
  readonly retries: number;
  readonly wrongAnswers: number;
}

export type Word =
  | { readonly word: "ready"; readonly writesUnanswered: number }
  | {
      readonly word: "numbers";
      /** Only the services in Java know which ranges are loaded. */
      readonly totals: Totals & RouterCounts & { readonly deletesRacedByLoad: 0 };
      readonly visits: readonly [];
      readonly latencies_us: Readonly<Record<string, number>>;
    }
  | { readonly word: "submitted"; readonly number: number }
  | {
      readonly word: "counted";
      readonly number: number;
      readonly calls: number;
      readonly writes: number;
      readonly earlyApplies: number;
    }
  | { readonly word: "trouble"; readonly what: string }
  | { readonly word: "done" };

/** Returns when the line is written: standard output is a pipe. */
export function say(word: Word): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}
