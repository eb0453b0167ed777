import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { StringValueSchema } from "@bufbuild/protobuf/wkt";
import type { Entry } from "@slipway/client";
import { all, memory, until } from "./stores.mjs";

const texts = (entries: Iterable<Entry>): string[] =>
  Array.from(entries, ({ key, value }) => `${key.toString()}=${value.toString()}`);

test("should answer a get with the value, or with undefined if there is none", async (t) => {
  const table = (await memory(t)).table("t");
  await table.put("key", "välue");

  assert.deepEqual(await table.get("key"), Buffer.from("välue"));
  assert.deepEqual(await table.get(Buffer.from("key")), Buffer.from("välue"));
  assert.equal(await table.get("other"), undefined);
});

test("should keep a value of no bytes apart from none", async (t) => {
  const table = (await memory(t)).table("t");
  await table.put("empty", "");

  assert.deepEqual(await table.get("empty"), Buffer.alloc(0));
  assert.equal(await table.exists("empty"), true);
  assert.equal(await table.exists("none"), false);
});

test("should take and give any bytes of any size", async (t) => {
  const table = (await memory(t)).table("t");
  for (const size of [1, 447, 448, 449, 2048, 2049, 32_768, 262_144, 1_048_577, 16_777_216]) {
    const key = Uint8Array.of(0, 255, size % 251);
    const value = Buffer.alloc(size, Uint8Array.of(size % 256, 0, 254));
    await table.put(key, value);
    const read = await table.get(key);
    assert.ok(read !== undefined && value.equals(read), `${size} bytes`);
  }
});

test("should answer many of different sizes at once, each with its own", async (t) => {
  const table = (await memory(t)).table("t");
  const sizes = Array.from({ length: 3000 }, (_, i) => (i * 7919) % 5000);
  await Promise.all(sizes.map((size, i) => table.put(`k${i}`, Buffer.alloc(size, i % 251))));
  const values = await Promise.all(sizes.map((_, i) => table.get(`k${i}`)));

  values.forEach((value, i) => assert.deepEqual(value, Buffer.alloc(sizes[i], i % 251)));
});

test("should answer what the process measures, if it was told to measure", async (t) => {
  const store = await memory(t, { metrics: true });
  const text = await store.metrics();

  assert.match(text, /^# TYPE jvm_memory_used_bytes gauge$/m);
  assert.match(text, /^jvm_threads_live_threads [1-9]/m);
  await assert.rejects((await memory(t)).metrics(), { name: "ARGUMENT", message: /'metrics' = 'true'/ });
});

test("should delete, and not mind if there is nothing", async (t) => {
  const table = (await memory(t)).table("t");
  await table.put("key", "value");
  await table.delete("key");
  await table.delete("key");

  assert.equal(await table.exists("key"), false);
});

test("should let a value expire at the instant or after the time that was given", async (t) => {
  const table = (await memory(t)).table("t");
  await table.put("soon", "value", { ttlMs: 1000 });
  await table.put("at", "value", { expiresAt: new Date(Date.now() + 1500) });
  await table.put("later", "value", { expiresAt: Date.now() + 60_000 });

  assert.deepEqual((await table.getMany(["soon", "at", "later"])).map(String), ["value", "value", "value"]);

  await until(async () => !(await table.exists("soon")) && !(await table.exists("at")));

  assert.equal(await table.exists("later"), true);
});

test("should put, get and delete many", async (t) => {
  const table = (await memory(t)).table("t");
  await table.putMany(
    new Map([
      ["a", "1"],
      ["b", "2"],
    ]),
  );
  await table.putMany([["c", Buffer.from("3")]], { ttlMs: 60_000 });

  assert.deepEqual(await table.getMany(["c", "none", "a", "c"]), [
    Buffer.from("3"),
    undefined,
    Buffer.from("1"),
    Buffer.from("3"),
  ]);
  assert.deepEqual(await table.getMany([]), []);

  await table.deleteMany(["a", "b"]);

  assert.deepEqual(await table.getMany(["a", "b", "c"]), [undefined, undefined, Buffer.from("3")]);
});

test("should scan a prefix or a range in order, over pages", async (t) => {
  const table = (await memory(t)).table("t");
  await table.putMany(["a1", "b1", "b2", "b3", "c1"].map((key) => [key, key.toUpperCase()] as const));

  assert.deepEqual(texts(await all(table.scan({ prefix: "b", pageSize: 2 }))), ["b1=B1", "b2=B2", "b3=B3"]);
  assert.deepEqual(texts(await all(table.scan({ from: "b2", to: "c1" }))), ["b2=B2", "b3=B3"]);
  assert.deepEqual(texts(await all(table.scan({ from: "b3" }))), ["b3=B3", "c1=C1"]);
});

test("should go on behind a page by its token", async (t) => {
  const table = (await memory(t)).table("t");
  await table.putMany(["b1", "b2", "b3"].map((key) => [key, "v"] as const));
  const first = await table.scan({ prefix: "b", pageSize: 2 }).pages().next();
  assert.ok(first.value?.next !== undefined);

  assert.deepEqual(texts(first.value.entries), ["b1=v", "b2=v"]);
  assert.deepEqual(texts(await all(table.scan({ prefix: "b", token: first.value.next }))), ["b3=v"]);
});

test("should stop fetching when the loop over a scan ends", async (t) => {
  const table = (await memory(t)).table("t");
  await table.putMany(Array.from({ length: 100 }, (_, i) => [`k${i}`, "v"] as const));
  let seen = 0;
  for await (const entry of table.scan({ prefix: "k", pageSize: 10 })) {
    assert.equal(entry.value.toString(), "v");
    seen++;
    if (seen === 15) {
      break;
    }
  }

  assert.equal(seen, 15);
});

test("should read a whole table once, from splits or at one go", async (t) => {
  const table = (await memory(t)).table("t");
  const keys = Array.from({ length: 500 }, (_, i) => `key-${String(i).padStart(3, "0")}`);
  await table.putMany(keys.map((key) => [key, key] as const));
  const splits = await table.splits(8);
  const parts = await Promise.all(splits.map((token) => all(table.scanAll({ token, pageSize: 17 }))));
  const whole = await all(table.scanAll({ pageSize: 100 }));

  assert.ok(splits.length > 1);
  assert.deepEqual(
    parts
      .flat()
      .map((entry) => entry.key.toString())
      .sort(),
    keys,
  );
  assert.deepEqual(whole.map((entry) => entry.key.toString()).sort(), keys);
});

test("should apply a batch over several tables", async (t) => {
  const store = await memory(t);
  await store.table("one").put("gone", "value");
  await store.batch().put("one", "a", "1").put("two", "b", "2", { ttlMs: 60_000 }).delete("one", "gone").commit();

  assert.deepEqual(await store.table("one").getMany(["a", "gone"]), [Buffer.from("1"), undefined]);
  assert.deepEqual(await store.table("two").get("b"), Buffer.from("2"));
});

test("should pack and parse messages, and refuse what is none", async (t) => {
  const table = (await memory(t)).protoTable("t", StringValueSchema);
  const message = create(StringValueSchema, { value: "hello" });
  await table.put("one", message);
  await table.putMany([["two", message]], { ttlMs: 60_000 });
  await table.table.put("three", "no message");

  assert.equal((await table.get("one"))?.value, "hello");
  assert.deepEqual(
    (await table.getMany(["two", "none"])).map((found) => found?.value),
    ["hello", undefined],
  );
  assert.deepEqual(
    (await all(table.scan({ prefix: "o" }))).map(({ value }) => value.value),
    ["hello"],
  );
  await assert.rejects(table.get("three"), { name: "VALUE_NOT_PARSEABLE", category: "USER" });
});

test("should carry requests by a thread of the JVM if so told", async (t) => {
  const table = (await memory(t, { submit: "wake" })).table("t");
  await Promise.all(Array.from({ length: 5000 }, (_, i) => table.put(`k${i}`, `v${i}`)));

  assert.deepEqual(await table.get("k4999"), Buffer.from("v4999"));
});
