import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { attach, live, type SharedStore } from "@slipway/client";
import { echo, memory, until } from "./stores.mjs";

interface Task {
  /** The store to join; otherwise one of the worker's own is opened. */
  readonly shared?: SharedStore;
  readonly what: "operations" | "hang" | "leave-open" | "exit";
  readonly name: string;
}

function worker(task: Task): Worker {
  return new Worker(new URL("programs/works.mjs", import.meta.url), { workerData: task });
}

/** What a worker posts, once it has ended by itself. */
async function resultOf(started: Worker): Promise<unknown> {
  const [[message], [code]] = (await Promise.all([once(started, "message"), once(started, "exit")])) as [
    [unknown],
    [number],
  ];
  assert.equal(code, 0);
  return message;
}

const alive = (): { clients: number; queues: number; blocks: number } => {
  const { clients, queues, blocks } = live();
  return { clients, queues, blocks };
};

test("should serve several threads, each with a store of its own", async (t) => {
  await memory(t);
  const before = alive();
  const names = ["a", "b", "c", "d"];
  const results = await Promise.all(names.map((name) => resultOf(worker({ what: "operations", name }))));

  assert.deepEqual(
    results,
    names.map((name) => `${name} 2000`),
  );
  assert.deepEqual(alive(), before);
});

test("should serve several threads that share a store", async (t) => {
  const store = await memory(t);
  const before = alive();
  const names = ["a", "b", "c"];
  const results = await Promise.all(
    names.map((name) => resultOf(worker({ what: "operations", name, shared: store.share() }))),
  );
  const keys = names.map((name) => `${name}-1999`);

  assert.deepEqual(
    results,
    names.map((name) => `${name} 2000`),
  );
  assert.deepEqual((await store.table("t").getMany(keys)).map(String), keys);
  assert.deepEqual(alive(), before);
});

test("should leave a shared store open for the others when one closes its part", async (t) => {
  const store = await memory(t);
  const joined = await attach(store.share());
  await joined.table("t").put("k", "v");
  await joined.close();

  await assert.rejects(joined.table("t").get("k"), { name: "CLOSED" });
  assert.equal(String(await store.table("t").get("k")), "v");
});

test("should fail what is in flight at an attached store's close, if it is told not to wait", async (t) => {
  const store = await echo(t, "never");
  const joined = await attach(store.share());
  const get = joined.table("t").get("k", { timeoutMs: 3_600_000 });
  const failed = assert.rejects(get, { name: "CANCELLED" });
  await joined.close({ timeoutMs: 5 });
  await failed;
});

test("should refuse to join a store that is closed", async (t) => {
  const store = await memory(t);
  const shared = store.share();
  await store.close();

  await assert.rejects(attach(shared), { name: "CLOSED" });
});

for (const what of ["hang", "leave-open", "exit"] as const) {
  test(`should give everything back if a thread ends without closing its store (${what})`, async (t) => {
    const store = await echo(t, "never");
    const before = alive();
    for (const shared of [undefined, store.share()]) {
      const started = worker({ what, name: "w", ...(shared && { shared }) });
      const ended = once(started, "exit");
      await once(started, "message");
      if (what === "hang") {
        await started.terminate();
      }
      await ended;
      await until(() => alive().queues === before.queues && alive().clients === before.clients);
    }

    assert.deepEqual(alive(), before);
    await assert.rejects(store.table("t").get("k", { timeoutMs: 5 }), { name: "DEADLINE" });
  });
}

test("should survive threads that are terminated at any moment", async (t) => {
  const store = await memory(t);
  const before = alive();
  for (let i = 0; i < 8; i++) {
    const started = [
      worker({ what: "operations", name: "x" }),
      worker({ what: "operations", name: "y", shared: store.share() }),
    ];
    await new Promise((resolve) => setTimeout(resolve, i * 15));
    await Promise.all(started.map((one) => one.terminate()));
  }
  await until(() => alive().queues === before.queues && alive().clients === before.clients);
  await store.table("t").put("k", "v");

  assert.equal(String(await store.table("t").get("k")), "v");
});
