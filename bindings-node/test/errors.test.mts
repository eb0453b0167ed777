import assert from "node:assert/strict";
import { test } from "node:test";
import { ErrorCode, SlipwayError, libraryVersion, open, type Bytes } from "@slipway/client";
import { all, echo, memory, PACKAGE } from "./stores.mjs";
import { createRequire } from "node:module";
import path from "node:path";

const packageJson = createRequire(import.meta.url)(path.join(PACKAGE, "package.json")) as { version: string };

test("should say what is wrong with a request", async (t) => {
  const store = await memory(t);
  const table = store.table("t");

  await assert.rejects(table.put("", "v"), {
    code: ErrorCode.KEY_SIZE,
    name: "KEY_SIZE",
    category: "USER",
    retryable: false,
    maybeApplied: false,
  });
  await assert.rejects(table.get(Buffer.alloc(65_536)), { name: "KEY_SIZE" });
  await assert.rejects(table.put("k", "v", { ttlMs: 10 }), { name: "TTL_RANGE" });
  await assert.rejects(table.put("k", "v", { ttlMs: 0 }), { name: "TTL_RANGE" });
  await assert.rejects(table.put("k", "v", { ttlMs: 1.5 }), { name: "TTL_RANGE" });
  await assert.rejects(table.putMany([["k", "v"]], { ttlMs: 1 }), { name: "TTL_RANGE" });
  await assert.rejects(table.get("k", { timeoutMs: 0.5 }), { name: "DEADLINE_RANGE" });
  await assert.rejects(table.get("k", { timeoutMs: 0 }), { name: "DEADLINE_RANGE" });
  await assert.rejects(table.get("k", { timeoutMs: 4_000_000 }), { name: "DEADLINE_RANGE" });
  await assert.rejects(all(table.scan({ prefix: "k", pageSize: 0 })), { name: "SCAN_RANGE" });
  await assert.rejects(all(table.scanAll({ token: Buffer.from("no token") })), { name: "SCAN_TOKEN" });
  await assert.rejects(table.splits(0), { name: "SCAN_RANGE" });
  await assert.rejects(table.getMany(Array.from({ length: 10_001 }, (_, i) => `k${i}`)), { name: "CALL_SIZE" });
  assert.throws(() => store.table("No Table"), { name: "TABLE_NAME" });
});

test("should name table, operation and key in a message, and never the value", async (t) => {
  const table = (await memory(t)).table("people");
  const failure: unknown = await table.put("", "secret").catch((error: unknown) => error);

  assert.ok(failure instanceof SlipwayError);
  assert.match(failure.message, /people.*put/);
  assert.doesNotMatch(failure.message, /secret/);
  assert.equal(failure.printed, "SLIPWAY-1001");
  assert.match(failure.stack ?? "", /^KEY_SIZE: table 'people'/);
});

test("should refuse bytes that the C interface cannot count", async (t) => {
  const table = (await memory(t)).table("t");
  const huge = Buffer.alloc(2 ** 30 + 1);

  await assert.rejects(table.put("k", huge), { name: "ARGUMENT", message: /at most 1073741824 bytes/ });
  await assert.rejects(table.putMany([["k", huge]]), { name: "ARGUMENT" });
});

test("should refuse wrong types by a TypeError, as a rejection", async (t) => {
  const table = (await memory(t)).table("t");
  const wrong = 1 as unknown as Bytes;

  await assert.rejects(table.get(wrong), TypeError);
  await assert.rejects(table.put("k", null as unknown as Bytes), TypeError);
  await assert.rejects(table.getMany([wrong]), TypeError);
  await assert.rejects(table.put("k", "v", { ttlMs: 1000, expiresAt: 1 }), TypeError);
  assert.throws(() => table.scan({ prefix: "a", from: "b" }), TypeError);
  assert.deepEqual(await table.get("k"), undefined);
});

test("should end an operation at its deadline, a write with an unknown outcome", async (t) => {
  const table = (await echo(t, "never")).table("t");

  await assert.rejects(table.get("k", { timeoutMs: 5 }), { name: "DEADLINE", retryable: true, maybeApplied: false });
  await assert.rejects(table.put("k", "v", { timeoutMs: 5 }), {
    name: "WRITE_TIMEOUT",
    retryable: false,
    maybeApplied: true,
  });
});

test("should let operations wait while as many as allowed are in flight, and refuse further ones", async (t) => {
  const table = (await echo(t, "never", { entries: 2, waitingMax: 2 })).table("t");
  const calls = Array.from({ length: 5 }, (_, i) => table.get(`k${i}`, { timeoutMs: 60 }));
  const settled = await Promise.allSettled(calls);

  assert.deepEqual(
    settled.map((result) => (result.status === "rejected" ? (result.reason as SlipwayError).name : "")).sort(),
    ["DEADLINE", "DEADLINE", "OVERLOADED_IN_FLIGHT", "OVERLOADED_IN_FLIGHT", "OVERLOADED_IN_FLIGHT"],
  );
});

test("should carry far more operations than fit into the rings", async (t) => {
  const table = (await echo(t, "loop", { entries: 4, slotBytes: 128, waitingMax: 10_000 })).table("t");
  const keys = Array.from({ length: 10_000 }, (_, i) => `key-${i}`);
  const values = await Promise.all(keys.map((key) => table.get(key)));

  assert.deepEqual(values.map(String), keys);
});

test("should refuse sizes of a queue that cannot be", async () => {
  await assert.rejects(open({ backend: "echo", entries: 3 }), { name: "ARGUMENT" });
  await assert.rejects(open({ backend: "echo", entries: 1 << 20 }), { name: "ARGUMENT" });
  await assert.rejects(open({ backend: "echo", slotBytes: 100 }), { name: "ARGUMENT" });
});

test("should say what is wrong with a configuration", async () => {
  await assert.rejects(open({ backend: "nonsense" }), SlipwayError);
  await assert.rejects(open({ backend: "echo", settings: { "echo.thread": "sometimes" } }), { name: "CONFIG" });
  await assert.rejects(open({ config: "/nonexistent/slipway.yaml" }), { name: "CONFIG" });
});

test("should be of the library's version", () => {
  assert.equal(libraryVersion(), packageJson.version);
});
