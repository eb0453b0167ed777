// What a user's program in CommonJS may write. Compiled, never run.
import client = require("@slipway/client");
import { open, type Store } from "@slipway/client";

async function main(): Promise<void> {
  const store: Store = await open({ backend: "memory" });
  const same: client.Store = store;
  const value: Buffer | undefined = await same.table("t").get("k");
  console.log(value, client.ErrorCode.KEY_SIZE);
  // @ts-expect-error a key is no number
  await store.table("t").delete(1);
  await store.close();
}

void main();
