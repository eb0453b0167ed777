import { Bytes } from "./data.mjs";
import type { Side } from "./side.mjs";

const KEY_BYTES = 32;
const VALUE_BYTES = 256;

/** What is measured: operations of one kind, so many at a time, on so many keys. */
export interface Work {
  readonly name: string;
  readonly operations: number;
  readonly inFlight: number;
  readonly keys: number;
}

/** From this many operations on, the latencies of some tell that of all, and reading the clock would show in the figures. */
const SAMPLED_FROM = 100_000;
/** A prime: the operations whose latency is measured are not always those of the same loops. */
const SAMPLE_STRIDE = 17;

/** Starts the operation of a number; what it uses of the loop's memory stays as it is until the operation has ended. */
type Start = (i: number, key: Bytes, value: Bytes) => Promise<unknown>;

/** Does the work and returns what the worker answers. */
export async function measure<Answer>(side: Side<Answer>, work: Work): Promise<string> {
  const reads = work.name === "get" || work.name === "echo";
  const start = starterOf(side, work);
  const stride = work.operations < SAMPLED_FROM ? 1 : SAMPLE_STRIDE;
  const samplesMs = new Float64Array(Math.ceil(work.operations / stride));
  let next = 0;

  const loop = async (): Promise<void> => {
    const key = new Bytes(work.name === "echo" ? VALUE_BYTES : KEY_BYTES);
    const value = new Bytes(VALUE_BYTES);
    for (let i = next++; i < work.operations; i = next++) {
      const sampled = i % stride === 0;
      const begun = sampled ? performance.now() : 0;
      const answer = await start(i, key, value);
      if (sampled) {
        samplesMs[i / stride] = performance.now() - begun;
      }
      if (reads && side.sizeOf(answer as Answer) !== VALUE_BYTES) {
        next = work.operations;
        throw new Error(`a get answered ${String(side.sizeOf(answer as Answer))} bytes, not ${VALUE_BYTES}`);
      }
    }
  };

  const cpu = process.cpuUsage();
  const begun = performance.now();
  const loops = await Promise.allSettled(Array.from({ length: work.inFlight }, loop));
  const tookMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  const failed = loops.find((settled) => settled.status === "rejected");
  if (failed !== undefined) {
    throw failed.reason;
  }
  samplesMs.sort();
  return [
    "ok",
    ((work.operations / tookMs) * 1000).toFixed(1),
    ((user + system) / work.operations).toFixed(4),
    samplesMs[Math.floor(samplesMs.length * 0.5)].toFixed(6),
    samplesMs[Math.floor(samplesMs.length * 0.99)].toFixed(6),
    process.memoryUsage.rss(),
  ].join(" ");
}

function starterOf<Answer>(side: Side<Answer>, { name, keys }: Work): Start {
  switch (name) {
    case "fill":
      return (i, key, value) => side.put(key.fill(i), value.fill(i));
    case "put":
      return (i, key, value) => side.put(key.fill(scattered(i, keys)), value.fill(i));
    case "get":
      return (i, key) => side.get(key.fill(scattered(i, keys)));
    case "echo":
      return (_, key) => side.get(key.buffer);
    default:
      throw new Error(`no work: ${name}`);
  }
}

/** 0 to `keys` - 1, in an order that no cache likes. */
function scattered(i: number, keys: number): number {
  const rest = Math.imul(i, 0x9e3779b1) % keys;
  return rest < 0 ? rest + keys : rest;
}
