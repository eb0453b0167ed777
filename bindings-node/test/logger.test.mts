import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ErrorCode, attach, open, type LogRecord } from "@slipway/client";
import { JVM_OPTIONS, PACKAGE, until } from "./stores.mjs";

/** Slipway's jars, and a store of the C library's tests that breaks the rules of the interface. */
function classPathWithFaults(): string[] {
  const jars = path.join(path.dirname(process.env.SLIPWAY_LIBRARY!), "slipway", "jars");
  const faults = path.resolve(PACKAGE, "../native/target/test-classes");
  return [...readdirSync(jars).map((jar) => path.join(jars, jar)), faults];
}

test("should hand the library's messages to the logger of the first open", async (t) => {
  const records: LogRecord[] = [];
  const store = await open({
    backend: "faulty",
    classPath: classPathWithFaults(),
    jvmOptions: JVM_OPTIONS,
    logger: (record) => records.push(record),
    logLevel: "WARN",
  });
  t.after(() => store.close({ timeoutMs: 0 }));
  const other = await attach(store.share());
  await other.close();

  await assert.rejects(store.table("t").get("throws"), {
    code: ErrorCode.INTERNAL_ERROR,
    category: "INTERNAL",
    message: /IllegalStateException/,
  });
  await until(() => records.length > 0);
  assert.equal(records[0].level, "ERROR");
  assert.equal(records[0].logger, "io.slipway.bridge.internal.Failure");
  assert.match(records[0].message, /^an operation failed .*\n.*IllegalStateException: thrown on purpose\n\tat /);
  assert.ok(Math.abs(records[0].time.getTime() - Date.now()) < 600_000);
});
