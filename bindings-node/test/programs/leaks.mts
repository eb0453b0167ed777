// A million operations of every kind and of many sizes, some of which fail or are given up; prints what the library keeps, and by how many MiB
// each half of them let the process and its JavaScript heap grow. Runs with --expose-gc.
import { setImmediate } from "node:timers/promises";
import { live, open } from "@slipway/client";
import { JVM_OPTIONS, all } from "../stores.mjs";

const OPERATIONS = 1_000_000;
const IN_FLIGHT = 500;
const SIZES = [1, 10, 100, 300, 1000, 3000, 20_000, 60_000];

// The JVM has all its memory from the beginning, so that what grows is this package's, or the library's.
const store = await open({
  backend: "echo",
  settings: { "echo.thread": "loop" },
  jvmOptions: [...JVM_OPTIONS, "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=64m"],
});
const table = store.table("t");
const values = SIZES.map((size) => Buffer.alloc(size, 1));
let done = 0;

/** Operation `i`; of each hundred one is of an uncommon kind, and four have much to carry. */
async function operation(i: number): Promise<unknown> {
  const key = `key-${i}`;
  switch (i % 100) {
    case 0:
      return table.getMany([key, values[i % SIZES.length]]);
    case 1:
      return store
        .batch()
        .put("t", key, values[i % SIZES.length], { ttlMs: 1000 })
        .delete("other", key)
        .commit();
    case 2:
      return all(table.scan({ prefix: key }));
    case 3:
      return table.get("").catch(() => undefined);
    case 4: {
      const abort = new AbortController();
      const given = table.put(key, key, { signal: abort.signal }).catch(() => undefined);
      abort.abort();
      return given;
    }
    case 5: {
      const abort = new AbortController();
      const given = table.get(key, { signal: abort.signal }).catch(() => undefined);
      await Promise.resolve();
      abort.abort();
      return given;
    }
    case 6:
      return table.put(key, key, { signal: new AbortController().signal, timeoutMs: 60_000 });
    case 7:
      return table.get(values[Math.floor(i / 100) % SIZES.length]);
    case 8:
      return table.put(key, values[Math.floor(i / 100) % SIZES.length]);
    default:
      return i % 2 === 0 ? table.put(key, values[i % 4]) : table.get(values[i % 5]);
  }
}

async function run(operations: number): Promise<void> {
  for (const end = done + operations; done < end; done += IN_FLIGHT) {
    await Promise.all(Array.from({ length: IN_FLIGHT }, (_, i) => operation(done + i)));
  }
}

async function memoryMib(): Promise<{ process: number; heap: number }> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc!();
    await setImmediate();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { process: rss / 2 ** 20, heap: (heapUsed + external) / 2 ** 20 };
}

await run(OPERATIONS / 10);
done = 0;
const first = await memoryMib();
await run(OPERATIONS / 2);
const second = await memoryMib();
await run(OPERATIONS / 2);
const last = await memoryMib();
await store.close();
const { clients, queues, blocks } = live();
const grownMib = {
  process: [second.process - first.process, last.process - second.process],
  heap: [second.heap - first.heap, last.heap - second.heap],
};
console.log(JSON.stringify({ operations: done, grownMib, kept: { clients, queues, blocks } }));
