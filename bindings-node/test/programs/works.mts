// What a worker of workers.test.mts does.
import { parentPort, workerData } from "node:worker_threads";
import { attach, open, type SharedStore } from "@slipway/client";

const { shared, what, name } = workerData as { shared?: SharedStore; what: string; name: string };
const backend =
  what === "operations" ? { backend: "memory" } : { backend: "echo", settings: { "echo.thread": "never" } };
const store = shared === undefined ? await open(backend) : await attach(shared);
const table = store.table("t");

if (what === "operations") {
  const keys = Array.from({ length: 2000 }, (_, i) => `${name}-${i}`);
  await Promise.all(keys.map((key) => table.put(key, key)));
  const values = await Promise.all(keys.map((key) => table.get(key)));
  await store.close();
  parentPort!.postMessage(`${name} ${values.filter((value, i) => value?.toString() === keys[i]).length}`);
} else if (what === "leave-open") {
  await table.get("k", { timeoutMs: 5 }).catch(() => undefined);
  parentPort!.postMessage("idle");
} else {
  for (let i = 0; i < 500; i++) {
    void table.put(`k${i}`, Buffer.alloc(i * 10), { timeoutMs: 3_600_000 });
  }
  setImmediate(() => {
    parentPort!.postMessage("in flight");
    if (what === "exit") {
      process.exit(0);
    }
  });
}
