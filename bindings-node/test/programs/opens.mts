// Opens a store with each of the configurations that its arguments are, as JSON, and prints what came of it.
import { SlipwayError, open, type Config } from "@slipway/client";

for (const argument of process.argv.slice(2)) {
  try {
    const store = await open({ backend: "memory", ...(JSON.parse(argument) as Config) });
    await store.table("t").put("k", "v");
    await store.close();
    console.log("ok");
  } catch (thrown) {
    console.log(thrown instanceof SlipwayError ? `${thrown.name}: ${thrown.message}` : thrown);
  }
}
