// A million operations of many sizes; prints what the library keeps, and how the process's memory grew over the second half.
import { live, open } from "@slipway/client";
import { JVM_OPTIONS } from "../stores.mjs";

const OPERATIONS = 1_000_000;
const IN_FLIGHT = 500;
const SIZES = [0, 10, 100, 300, 1000, 3000, 20_000];

const store = await open({ backend: "memory", jvmOptions: [...JVM_OPTIONS, "-XX:MaxDirectMemorySize=64m"] });
const table = store.table("t");
const values = SIZES.map((size) => Buffer.alloc(size, 1));
let done = 0;

async function run(operations: number): Promise<void> {
  for (const end = done + operations; done < end; done += IN_FLIGHT) {
    const calls: Promise<unknown>[] = [];
    for (let i = 0; i < IN_FLIGHT; i++) {
      const key = `k${i % 200}`;
      const signal = i % 50 === 0 ? new AbortController().signal : undefined;
      calls.push(i % 5 === 0 ? table.put(key, values[(done + i) % values.length]) : table.get(key, { signal }));
    }
    calls.push(table.get("").catch(() => undefined));
    await Promise.all(calls);
  }
}

await run(OPERATIONS / 2);
globalThis.gc?.();
const before = process.memoryUsage.rss();
await run(OPERATIONS / 2);
globalThis.gc?.();
const grown = process.memoryUsage.rss() - before;
await store.close();
const { clients, queues, blocks } = live();
console.log(JSON.stringify({ operations: done, grownMib: Math.round(grown / 2 ** 20), clients, queues, blocks }));
