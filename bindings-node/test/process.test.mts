import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { runProgram } from "./programs.mjs";
import { PACKAGE } from "./stores.mjs";

test("should end with an idle store open", async () => {
  const outcome = await runProgram("ends", ["idle"]);

  assert.deepEqual(outcome, { code: 0, signal: null, output: "answered 0\n" });
});

test("should live until everything in flight is answered", async () => {
  const outcome = await runProgram("ends", ["answers"]);

  assert.deepEqual(outcome, { code: 0, signal: null, output: "answered 5000\n" });
});

test("should exit at once with work in flight", async () => {
  const outcome = await runProgram("ends", ["exits"]);

  assert.deepEqual(outcome, { code: 3, signal: null, output: "answered 0\n" });
});

test("should end by an uncaught exception with work in flight", async () => {
  const outcome = await runProgram("ends", ["throws"]);

  assert.equal(outcome.code, 1);
  assert.match(outcome.output, /a mistake/);
});

test("should go on after a program's own mistakes in its handlers", async () => {
  const outcome = await runProgram("ends", ["mistakes"]);

  assert.deepEqual(outcome, { code: 0, signal: null, output: "answered 1000\nnoted 1000\n" });
});

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  test(`should end by ${signal} with work in flight`, async () => {
    const outcome = await runProgram("ends", ["signal"], { onOutput: (_, kill) => kill(signal) });

    assert.deepEqual(outcome, { code: null, signal, output: "ready\n" });
  });
}

for (const [signal, code] of [
  ["SIGINT", 5],
  ["SIGTERM", 6],
] as const) {
  test(`should leave ${signal} to the program`, async () => {
    const outcome = await runProgram("ends", ["handled"], { onOutput: (_, kill) => kill(signal) });

    assert.equal(outcome.code, code);
  });
}

test("should leave the traps of WebAssembly to V8", async () => {
  const outcome = await runProgram("ends", ["trap"]);

  assert.deepEqual(outcome, { code: 0, signal: null, output: "trapped\nanswered 0\n" });
});

test("should say where it looked for the library", async () => {
  const outcome = await runProgram("opens", ["{}"], { env: { SLIPWAY_LIBRARY: "/nonexistent/libslipway.so" } });

  assert.equal(outcome.code, 0);
  assert.match(
    outcome.output,
    /^RUNTIME_MISSING: libslipway\.so cannot be loaded \(\/nonexistent\/libslipway\.so.*SLIPWAY_LIBRARY/,
  );
});

test("should refuse a library that is not Slipway's", async () => {
  const library = path.join(PACKAGE, "prebuilt", `${process.platform}-${process.arch}`, "slipway.node");
  const outcome = await runProgram("opens", [JSON.stringify({ library }), "{}"]);

  assert.match(outcome.output, /^ABI_MISMATCH: .*has no slipway_abi_version.*\nok\n$/);
});

test("should refuse a second library", async () => {
  const outcome = await runProgram("opens", ["{}", JSON.stringify({ library: "/nonexistent/other.so" })]);

  assert.match(outcome.output, /^ok\nARGUMENT: .*can have one library/);
});

test("should say where it looked for Java, and open when it is told better", async () => {
  const outcome = await runProgram("opens", [JSON.stringify({ javaHome: "/nonexistent/java" }), "{}"]);

  assert.match(outcome.output, /^RUNTIME_MISSING: .*\/nonexistent\/java.*\nok\n$/);
});

test("should say that the class path lacks Slipway's jars", async () => {
  const outcome = await runProgram("opens", [JSON.stringify({ classPath: ["/nonexistent/slipway.jar"] })]);

  assert.equal(outcome.code, 0);
  assert.match(outcome.output, /RUNTIME_MISSING: .*class path/);
});

test("should refuse an option that the JVM does not know", async () => {
  const outcome = await runProgram("opens", [JSON.stringify({ jvmOptions: ["-XX:+NoSuchOption"] })]);

  assert.equal(outcome.code, 0);
  assert.match(outcome.output, /CONFIG: .*wrong JVM option/);
});

test("should name what is wrong in a configuration", async () => {
  const outcome = await runProgram("opens", [JSON.stringify({ settings: { "target.contactpoints": "x" } })]);

  assert.equal(outcome.code, 0);
  assert.match(outcome.output, /^(CONFIG: |ok)/);
});

test("should keep nothing of a million operations", async () => {
  const outcome = await runProgram("leaks", [], { execArgv: ["--expose-gc"] });
  const { operations, grownMib, kept } = JSON.parse(outcome.output) as {
    operations: number;
    grownMib: { process: [first: number, second: number]; heap: [first: number, second: number] };
    kept: unknown;
  };

  assert.equal(operations, 1_000_000);
  assert.deepEqual(kept, { clients: 0, queues: 0, blocks: 0 });
  // 16 bytes an operation would be 8 MiB.
  assert.ok(
    grownMib.process[1] < 8,
    `the second half kept ${grownMib.process[1]} MiB, the first ${grownMib.process[0]}`,
  );
  assert.ok(
    grownMib.heap[1] < 1,
    `the second half kept ${grownMib.heap[1]} MiB of heap, the first ${grownMib.heap[0]}`,
  );
});
