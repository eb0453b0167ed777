// Stores for tests, on the library that Maven built beside this package unless the environment names another.
import path from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { open, type Config, type Store } from "@slipway/client";

export const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

process.env.SLIPWAY_LIBRARY ??= path.resolve(PACKAGE, "../native/target/cmake/libslipway.so");

// A process that makes an archive of classes would go on behind the tests.
process.env.SLIPWAY_CACHE ??= "";

/** Tests share two cores with whatever else is built. */
export const JVM_OPTIONS = ["-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

/** A store in memory, closed at the end of the test. */
export function memory(test: TestContext, config: Config = {}): Promise<Store> {
  return opened(test, { backend: "memory", ...config });
}

/** A store that answers at once, from a thread of its own, or never: then each operation ends at its deadline. */
export function echo(test: TestContext, thread: "inline" | "loop" | "never", config: Config = {}): Promise<Store> {
  return opened(test, { backend: "echo", settings: { "echo.thread": thread }, ...config });
}

async function opened(test: TestContext, config: Config): Promise<Store> {
  const store = await open({ jvmOptions: JVM_OPTIONS, ...config });
  test.after(() => store.close({ timeoutMs: 0 }));
  return store;
}

/** Everything that an iteration gives. */
export async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const element of iterable) {
    list.push(element);
  }
  return list;
}

/** Asks again and again until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
