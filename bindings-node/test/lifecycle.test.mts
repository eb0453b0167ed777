import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import { live, open, type SlipwayError } from "@slipway/client";
import { all, echo, memory, until } from "./stores.mjs";

const nameOf = (error: unknown): string => (error as SlipwayError).name;

test("should fail with CANCELLED if the signal was aborted before", async (t) => {
  const table = (await echo(t, "never")).table("t");
  const reason = new Error("enough");

  await assert.rejects(table.put("k", "v", { signal: AbortSignal.abort(reason) }), {
    name: "CANCELLED",
    maybeApplied: false,
    cause: reason,
  });
});

test("should take an operation back that was not sent when its signal was aborted", async (t) => {
  const table = (await memory(t)).table("t");
  const abort = new AbortController();
  const put = table.put("k", "v", { signal: abort.signal });
  abort.abort();

  await assert.rejects(put, { name: "CANCELLED", maybeApplied: false });
  assert.equal(await table.exists("k"), false);
});

test("should give up what is in flight, a write with an unknown outcome", async (t) => {
  const table = (await echo(t, "never")).table("t");
  const abort = new AbortController();
  const get = table.get("k", { signal: abort.signal });
  const put = table.put("k", "v", { signal: abort.signal });
  const scan = all(table.scan({ prefix: "k", signal: abort.signal }));
  const reason = new Error("enough");
  setImmediate(() => abort.abort(reason));

  await Promise.all([
    assert.rejects(get, { name: "CANCELLED", category: "USER", cause: reason }),
    assert.rejects(put, { name: "WRITE_INTERRUPTED", maybeApplied: true }),
    assert.rejects(scan, { name: "CANCELLED" }),
  ]);
});

test("should give up an operation that waits for others", async (t) => {
  const table = (await echo(t, "never", { entries: 2, waitingMax: 1 })).table("t");
  const inFlight = new AbortController();
  const waits = new AbortController();
  const first = [table.get("a", { signal: inFlight.signal }), table.get("b", { signal: inFlight.signal })];
  const waiting = table.put("c", "v", { signal: waits.signal });
  await assert.rejects(table.get("d"), { name: "OVERLOADED_IN_FLIGHT" });
  waits.abort();
  await assert.rejects(waiting, { name: "CANCELLED", maybeApplied: false });
  const again = table.get("e", { signal: inFlight.signal });
  setImmediate(() => inFlight.abort());

  await Promise.all([...first, again].map((call) => assert.rejects(call, { name: "CANCELLED" })));
});

test("should take AbortSignal.timeout, and forget a signal that was not used", async (t) => {
  const table = (await echo(t, "never")).table("t");
  await assert.rejects(table.get("k", { signal: AbortSignal.timeout(5) }), { name: "CANCELLED" });

  const answering = (await echo(t, "inline")).table("t");
  const abort = new AbortController();
  await answering.get("k", { signal: abort.signal });
  abort.abort();

  assert.deepEqual(await answering.get("k"), Buffer.from("k"));
});

test("should give up opening, and keep no store that was opened too late", async () => {
  const before = live();
  const abort = new AbortController();
  const opening = open({ backend: "memory", signal: abort.signal });
  const reason = new Error("enough");
  abort.abort(reason);

  await assert.rejects(opening, { name: "CANCELLED", cause: reason });
  await assert.rejects(open({ backend: "memory", signal: abort.signal }), { name: "CANCELLED", cause: reason });
  await until(() => live().queues === before.queues && live().clients === before.clients);
});

test("should go on in the context of its caller", async (t) => {
  const table = (await echo(t, "loop", { entries: 2 })).table("t");
  const context = new AsyncLocalStorage<string>();
  const spans = Array.from({ length: 20 }, (_, i) =>
    context.run(`span ${i}`, async () => {
      await table.get("k");
      return context.getStore();
    }),
  );

  assert.deepEqual(
    await Promise.all(spans),
    spans.map((_, i) => `span ${i}`),
  );
});

test("should answer what is in flight before it closes", async (t) => {
  const store = await echo(t, "loop");
  const table = store.table("t");
  const calls = Array.from({ length: 1000 }, (_, i) => table.get(`k${i}`));
  const closed = store.close();
  const values = await Promise.all(calls);

  assert.equal(values.length, 1000);
  await closed;
});

test("should settle everything if it is closed amid load", async (t) => {
  const store = await echo(t, "loop", { entries: 64, waitingMax: 100_000 });
  const table = store.table("t");
  const calls: Promise<unknown>[] = [];
  const load = setInterval(() => {
    for (let i = 0; i < 200; i++) {
      calls.push(table.get(`k${i}`).catch(nameOf));
    }
  });
  await until(() => calls.length > 1000);
  await store.close();
  await until(async () => (await calls.at(-1)) === "CLOSED");
  clearInterval(load);
  const results = await Promise.all(calls);
  const refused = results.filter((result) => result === "CLOSED").length;

  assert.ok(refused > 0 && refused < results.length);
  assert.ok(results.every((result) => result === "CLOSED" || Buffer.isBuffer(result)));
});

test("should not wait longer for what is in flight than it is told", async (t) => {
  const store = await echo(t, "never");
  const table = store.table("t");
  const get = table.get("k", { timeoutMs: 3_600_000 });
  const put = table.put("k", "v", { timeoutMs: 3_600_000 });
  const outcomes = Promise.allSettled([get, put]);
  await store.close({ timeoutMs: 5 });

  assert.deepEqual(
    (await outcomes).map((outcome) => outcome.status === "rejected" && nameOf(outcome.reason)),
    ["CLOSED", "WRITE_INTERRUPTED"],
  );
});

test("should close once, and refuse everything afterwards", async (t) => {
  const store = await memory(t);
  const table = store.table("t");
  const batch = store.batch().put("t", "k", "v");

  assert.equal(store.close(), store.close());
  await store.close();
  await assert.rejects(table.get("k"), { name: "CLOSED" });
  await assert.rejects(table.put("k", "v", { ttlMs: 1000 }), { name: "CLOSED" });
  await assert.rejects(all(table.scanAll()), { name: "CLOSED" });
  await assert.rejects(batch.commit(), { name: "CLOSED" });
  assert.throws(() => store.table("other"), { name: "CLOSED" });
});

test("should be closed at the end of its scope", async (t) => {
  const before = live();
  const store = await memory(t);
  await store[Symbol.asyncDispose]();

  assert.deepEqual({ ...live(), threads: 0 }, { ...before, threads: 0 });
});

test("should open and close many stores at the same time", async (t) => {
  const before = live();
  const stores = await Promise.all(Array.from({ length: 20 }, () => memory(t, { entries: 16 })));
  await Promise.all(stores.map((store, i) => store.table("t").put("k", `v${i}`)));
  const values = await Promise.all(stores.map((store) => store.table("t").get("k")));
  await Promise.all(stores.map((store) => store.close()));

  assert.deepEqual(
    values.map(String),
    Array.from({ length: 20 }, (_, i) => `v${i}`),
  );
  assert.deepEqual({ ...live(), threads: 0 }, { ...before, threads: 0 });
});
