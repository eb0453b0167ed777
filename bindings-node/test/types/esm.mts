// What a user's program in ESM may write, and what the compiler must refuse. Compiled, never run.
import { create } from "@bufbuild/protobuf";
import { StringValueSchema, type StringValue } from "@bufbuild/protobuf/wkt";
import { ErrorCode, SlipwayError, attach, open, type Entry, type Page, type Store, type Table } from "@slipway/client";

const store: Store = await open({
  config: "slipway.yaml",
  settings: { "source.redis.uri": "redis://localhost" },
  backend: "memory",
  classPath: ["a.jar"],
  cacheFolder: "",
  jvmOptions: ["-Xmx64m"],
  metrics: true,
  signal: AbortSignal.timeout(60_000),
  entries: 64,
  submit: "wake",
  logger: ({ time, level, logger, message }) =>
    console.log(time.toISOString(), level satisfies string, logger, message),
  logLevel: "DEBUG",
});
const table: Table = store.table("t");
const meters: string = await store.metrics();

const value: Buffer | undefined = await table.get("k", { signal: new AbortController().signal, timeoutMs: 5 });
const present: boolean = await table.exists(new Uint8Array(1));
const put: Promise<void> = table.put("k", value ?? Buffer.alloc(0), { expiresAt: new Date() });
const values: (Buffer | undefined)[] = await table.getMany(new Set(["a"]));
await table.putMany(new Map([["a", "b"]]), { ttlMs: 1000 });
await table.putMany([["a", Buffer.alloc(1)]]);
for await (const entry of table.scan({ prefix: "a" })) {
  const read: Entry = entry;
  console.log(read.key.length, present, put, values, meters);
}
for await (const page of table.scanAll().pages()) {
  const read: Page = page;
  const token: Buffer | undefined = read.next;
  console.log(token);
}
await store.batch().put("t", "k", "v", { ttlMs: 1000 }).delete("t", "k").commit();

const people = store.protoTable("people", StringValueSchema);
const message: StringValue | undefined = await people.get("k");
await people.put("k", message ?? create(StringValueSchema));

try {
  await (await attach(store.share())).close({ timeoutMs: 5 });
} catch (error) {
  if (
    error instanceof SlipwayError &&
    error.code === ErrorCode.CLOSED &&
    error.category === "USER" &&
    !error.maybeApplied
  ) {
    console.log(error.name, error.retryable, error.printed);
  }
}

{
  await using scoped = await open();
  console.log(scoped);
}

// @ts-expect-error a key is no number
void table.get(1);
// @ts-expect-error a value must be given
void table.put("k");
// @ts-expect-error a value may be absent
const certain: Buffer = await table.get("k");
// @ts-expect-error no such option
void table.get("k", { timeout: 5 });
// @ts-expect-error a get takes no time to live
void table.get("k", { ttlMs: 5 });
// @ts-expect-error no such way to submit
void open({ submit: "later" });
// @ts-expect-error a message of another type
void people.put("k", "text");
// @ts-expect-error no such code
console.log(ErrorCode.NO_SUCH_CODE, certain);
