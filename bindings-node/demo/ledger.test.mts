import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { ErrorCode, SlipwayError } from "@slipway/client";
import { Journal } from "./journal.mjs";
import { Ledger, State, type Pending } from "./ledger.mjs";
import { routerCounts } from "./meters.mjs";
import { Tally } from "./tally.mjs";
import { FailedOperation, Witness } from "./witness.mjs";

const LOST = new SlipwayError(ErrorCode.WRITE_TIMEOUT, "nobody knows");
const REFUSED = new SlipwayError(ErrorCode.SOURCE_UNAVAILABLE, "never sent");
const HOPELESS = new SlipwayError(ErrorCode.KEY_SIZE, "never");

test("should allow what was acknowledged alone", (t) => {
  const { ledger } = open(t);
  ledger.answered(put(ledger, "a", "1"), true);
  ledger.answered(put(ledger, "a", "2"), true);

  expectAllowed(ledger, "a", ["2"]);
  expectAllowed(ledger, "never written", [undefined]);
});

test("should allow either state after an unknown outcome, and only the former after none", (t) => {
  const { ledger } = open(t);
  ledger.answered(put(ledger, "a", "1"), true);
  put(ledger, "a", "2");
  ledger.answered(put(ledger, "b", "1"), true);
  ledger.answered(put(ledger, "b", "2"), false);
  put(ledger, "c", "1");

  expectAllowed(ledger, "a", ["1", "2"]);
  expectAllowed(ledger, "b", ["1"]);
  expectAllowed(ledger, "c", [undefined, "1"]);
});

test("should allow a value to be gone from about its expiry on", () => {
  const value = Buffer.from("1");
  const state = State.of(value, 1_060);

  for (const [second, allowed] of [
    [1_000, false],
    [1_057, false],
    [1_058, true],
    [9_999, true],
  ] as const) {
    assert.equal(state.looksLike(undefined, second), allowed, `absent at ${second}`);
  }
  for (const [second, allowed] of [
    [1_000, true],
    [1_067, true],
    [1_068, false],
  ] as const) {
    assert.equal(state.looksLike(value, second), allowed, `present at ${second}`);
  }
});

test("should know behind a kill what it wrote before", (t) => {
  const { ledger, journal, file } = open(t);
  ledger.answered(put(ledger, "acknowledged", "1"), true);
  const later = Math.floor(Date.now() / 1000) + 60;
  ledger.answered(ledger.begin(slot("expiring"), State.of(Buffer.from("1"), later)), true);
  ledger.answered(put(ledger, "refused", "1"), false);
  put(ledger, "lost", "1");
  put(ledger, "cut off", "1");
  journal.close();
  truncateSync(file, statSync(file).size - 1);

  const again = new Ledger(new Journal(file));
  assert.equal(again.unanswered, 1);
  expectAllowed(again, "acknowledged", ["1"]);
  expectAllowed(again, "expiring", ["1"]);
  expectAllowed(again, "refused", [undefined]);
  expectAllowed(again, "lost", [undefined, "1"]);
  expectAllowed(again, "cut off", [undefined]);
  again.answered(put(again, "lost", "2"), true);
  expectAllowed(new Ledger(new Journal(file)), "lost", ["2"]);
});

test("should repeat what may be repeated, and keep in mind what may have been applied", async (t) => {
  const { ledger, witness, counted } = openWitness(t);

  await witness.write("t", [write("a", "1")], true, next(LOST, REFUSED));
  expectAllowed(ledger, "a", ["1"]);
  assert.deepEqual(counted(), { operations: 1, failed: 0, retries: 2, wrongAnswers: 0 });

  const failing = witness.write("t", [write("b", "1")], true, next(LOST, REFUSED, REFUSED));
  await assert.rejects(failing, FailedOperation);
  expectAllowed(ledger, "b", [undefined, "1"]);
  assert.deepEqual(counted(), { operations: 2, failed: 1, retries: 4, wrongAnswers: 0 });
});

test("should not repeat what never succeeds", async (t) => {
  const { ledger, witness, counted } = openWitness(t);

  await assert.rejects(witness.write("t", [write("a", "1")], true, next(HOPELESS)), FailedOperation);
  expectAllowed(ledger, "a", [undefined]);
  assert.deepEqual(counted(), { operations: 1, failed: 1, retries: 0, wrongAnswers: 0 });
});

test("should take a part of several writes as possible if they are not atomic", async (t) => {
  const { ledger, witness } = openWitness(t);

  await assert.rejects(witness.write("t", [write("a", "1"), write("b", "1")], false, next(HOPELESS)), FailedOperation);
  expectAllowed(ledger, "a", [undefined, "1"]);
  expectAllowed(ledger, "b", [undefined, "1"]);
});

test("should count an answer that contradicts what was acknowledged", async (t) => {
  const { witness, counted } = openWitness(t);
  await witness.write("t", [write("a", "1")], true, next());

  witness.saw(slot("a"), Buffer.from("1"));
  assert.equal(counted().wrongAnswers, 0);
  witness.saw(slot("a"), undefined);
  witness.saw(slot("a"), Buffer.from("2"));
  witness.saw(slot("somebody else's"), Buffer.from("2"));
  assert.equal(counted().wrongAnswers, 2);
});

test("should read what the router has counted", () => {
  const text = [
    "# TYPE slipway_comparisons_total counter",
    'slipway_comparisons_total{table="samples"} 12.0',
    'slipway_comparisons_total{table="strings"} 3.0',
    'slipway_mismatches_total{table="samples"} 1.0',
    'slipway_comparisons_other{table="strings"} 9.0',
    "",
  ].join("\n");

  assert.deepEqual(routerCounts(text), { retries: 0, comparisons: 15, mismatches: 1, recovered: 0 });
});

function open(t: TestContext): { ledger: Ledger; journal: Journal; file: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-ledger-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "journal");
  const journal = new Journal(file);
  return { ledger: new Ledger(journal), journal, file };
}

function openWitness(t: TestContext): { ledger: Ledger; witness: Witness; counted: Tally["totals"] } {
  const { ledger } = open(t);
  const tally = new Tally(() => undefined);
  const isOwn = ({ key }: { key: Uint8Array }): boolean => Buffer.from(key).toString() !== "somebody else's";
  return { ledger, witness: new Witness(ledger, tally, isOwn), counted: () => tally.totals() };
}

/** A call that throws these, one a time, and succeeds after. */
function next(...failures: Error[]): () => Promise<void> {
  return async () => {
    const failure = failures.shift();
    if (failure !== undefined) {
      throw failure;
    }
    return Promise.resolve();
  };
}

function slot(key: string): { table: string; key: Buffer } {
  return { table: "t", key: Buffer.from(key) };
}

function write(key: string, value: string): { table: string; key: Buffer; value: Buffer } {
  return { ...slot(key), value: Buffer.from(value) };
}

function put(ledger: Ledger, key: string, value: string): Pending {
  return ledger.begin(slot(key), State.of(Buffer.from(value), Infinity));
}

/** @param allowed all the values that a reader may see */
function expectAllowed(ledger: Ledger, key: string, allowed: (string | undefined)[]): void {
  for (const value of [undefined, "1", "2"]) {
    const expected = allowed.includes(value);
    assert.equal(
      ledger.allows(slot(key), value === undefined ? undefined : Buffer.from(value)),
      expected,
      `${key}: ${value}`,
    );
  }
}
