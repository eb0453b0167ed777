import assert from "node:assert/strict";
import { test } from "node:test";
import { attach, type LogRecord } from "@slipway/client";
import { Worker } from "node:worker_threads";
import { once } from "node:events";
import { echo, until } from "./stores.mjs";

test("should hand the library's messages to the logger of the first open", async (t) => {
  const records: LogRecord[] = [];
  const store = await echo(t, "never", { logger: (record) => records.push(record), logLevel: "WARN" });
  const other = await attach(store.share());
  await other.close();
  const worker = new Worker(new URL("programs/works.mjs", import.meta.url), {
    workerData: { what: "hang", name: "w", shared: store.share() },
  });
  await once(worker, "message");
  await worker.terminate();
  await until(() => records.length > 0);

  assert.equal(records[0].level, "WARN");
  assert.equal(records[0].logger, "io.slipway.bridge.internal.Queue");
  assert.match(records[0].message, /closed with \d+ requests in flight/);
  assert.ok(Math.abs(records[0].time.getTime() - Date.now()) < 600_000);
});
