import { open } from "@slipway/client";
import type { Side } from "./side.mjs";

/** The table `bench` of a store. */
export async function openSlipway(config: string): Promise<Side<Buffer | undefined>> {
  const store = await open({ config });
  const table = store.table("bench");
  return {
    put: (key, value) => table.put(key, value),
    get: (key) => table.get(key),
    sizeOf: (answer) => answer?.length,
  };
}
