// The testee of Node.js: testee.mjs [--config FILE] [--set KEY=VALUE]... PROGRAM... prints the programs' logs (schemas/conformance/README.md).
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { open } from "@slipway/client";
import { run } from "./steps.mjs";

const { values, positionals } = parseArgs({
  options: { config: { type: "string" }, set: { type: "string", multiple: true, default: [] } },
  allowPositionals: true,
});
const settings = Object.fromEntries(
  values.set.map((setting) => {
    const equals = setting.indexOf("=");
    return [setting.slice(0, equals), setting.slice(equals + 1)];
  }),
);

for (const file of positionals) {
  const lines = (await readFile(file, "utf8")).split("\n");
  const steps = lines.filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("=>"));
  console.log(`# ${path.basename(file)}`);
  const store = await open({ config: values.config, settings });
  for (const [i, step] of steps.entries()) {
    console.log(`${i + 1} ${await run(store, step)}`);
  }
  await store.close();
}
