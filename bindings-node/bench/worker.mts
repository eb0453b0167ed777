// The worker of Node.js for `slipway bench`:
//   worker.mjs slipway --config FILE
//   worker.mjs raw --contact-point HOST:PORT --datacenter NAME --read CQL --write CQL
// Prints `ready`, then answers each line WORK OPERATIONS IN_FLIGHT KEYS by a line `ok PER_SECOND CPU_MICROS P50_MS P99_MS RSS_BYTES`, or
// `failed WHY`. WORK is fill, put, get or echo.
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Bytes } from "./data.mjs";
import { measure } from "./measure.mjs";
import type { Side } from "./side.mjs";

async function serve<Answer>(side: Side<Answer>): Promise<void> {
  await side.get(new Bytes(256).fill(0));
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, ...numbers] = line.split(" ");
    const [operations, inFlight, keys] = numbers.map(Number);
    try {
      console.log(await measure(side, { name, operations, inFlight, keys }));
    } catch (thrown) {
      console.log(`failed ${String(thrown).replace(/\s+/g, " ")}`);
    }
  }
}

const { values, positionals } = parseArgs({
  options: {
    config: { type: "string", default: "slipway.yaml" },
    "contact-point": { type: "string", default: "127.0.0.1:9042" },
    datacenter: { type: "string", default: "datacenter1" },
    read: { type: "string", default: "" },
    write: { type: "string", default: "" },
  },
  allowPositionals: true,
});
// Neither side pays for the other's code.
if (positionals[0] === "raw") {
  const { openRaw } = await import("./raw.mjs");
  const { datacenter, read, write } = values;
  await serve(await openRaw({ contactPoint: values["contact-point"], datacenter, read, write }));
} else {
  const { openSlipway } = await import("./slipway.mjs");
  await serve(await openSlipway(values.config));
}
process.exit(0);
