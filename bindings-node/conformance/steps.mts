// Runs steps on a store, as schemas/conformance/README.md says.
import { SlipwayError, type Batch, type PutOptions, type ScanOptions, type Store, type Table } from "@slipway/client";
import { logged, parse, tableDigest } from "./bytes.mjs";

/** A word `x6b=x01` is an entry, not a named word: names are these. */
const NAMED = /^(ttl|at|timeout|prefix|from|to|limit|pages|token|splits)=(.*)$/;

/** A step's words: the verb, what follows it, and those that are NAME=VALUE. */
interface Words {
  readonly verb: string;
  readonly plain: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

/** What the log says of a step, without its number. */
export async function run(store: Store, step: string): Promise<string> {
  try {
    return await answer(store, wordsOf(step));
  } catch (thrown) {
    if (thrown instanceof SlipwayError) {
      const { code, name, category, retryable, maybeApplied } = thrown;
      return `error ${code} ${name} ${category} retryable=${Number(retryable)} maybe_applied=${Number(maybeApplied)}`;
    }
    throw thrown;
  }
}

function wordsOf(step: string): Words {
  const [verb, ...rest] = step.split(" ");
  const named = new Map<string, string>();
  const plain: string[] = [];
  for (const word of rest) {
    const match = NAMED.exec(word);
    if (match === null) {
      plain.push(word);
    } else {
      named.set(match[1], match[2]);
    }
  }
  return { verb, plain, named };
}

async function answer(store: Store, words: Words): Promise<string> {
  switch (words.verb) {
    case "batch":
      return batch(store.batch(), words.plain);
    case "close":
      await store.close();
      return "ok";
    default:
      return ofTable(store.table(words.plain[0]), words);
  }
}

async function ofTable(table: Table, words: Words): Promise<string> {
  const rest = words.plain.slice(1);
  const options = optionsOf(words.named);
  switch (words.verb) {
    case "get": {
      const value = await table.get(parse(rest[0]), options);
      return value === undefined ? "absent" : `value ${logged(value)}`;
    }
    case "exists":
      return (await table.exists(parse(rest[0]), options)) ? "present" : "absent";
    case "put":
      await table.put(parse(rest[0]), parse(rest[1]), options);
      return "ok";
    case "delete":
      await table.delete(parse(rest[0]), options);
      return "ok";
    case "getmany": {
      const values = await table.getMany(rest.map(parse), options);
      return ["values", ...values.flatMap((value, i) => (value === undefined ? [] : [`${i}=${logged(value)}`]))].join(
        " ",
      );
    }
    case "putmany":
      await table.putMany(rest.map(entryOf), options);
      return "ok";
    case "deletemany":
      await table.deleteMany(rest.map(parse), options);
      return "ok";
    case "scan":
      return scan(table, words.named);
    case "scanall":
      return scanAll(table, words.named);
    default:
      throw new Error(`no step: ${words.verb}`);
  }
}

function optionsOf(named: ReadonlyMap<string, string>): PutOptions {
  const numberOf = (name: string): number | undefined => (named.has(name) ? Number(named.get(name)) : undefined);
  const micros = numberOf("timeout");
  return {
    ttlMs: numberOf("ttl"),
    expiresAt: numberOf("at"),
    timeoutMs: micros === undefined ? undefined : micros / 1000,
  };
}

function entryOf(word: string): [Buffer, Buffer] {
  const equals = word.indexOf("=");
  return [parse(word.slice(0, equals)), parse(word.slice(equals + 1))];
}

async function scan(table: Table, named: ReadonlyMap<string, string>): Promise<string> {
  const bytes = (name: string): Buffer | undefined => (named.has(name) ? parse(named.get(name)!) : undefined);
  const options: ScanOptions = {
    prefix: bytes("prefix"),
    from: bytes("from"),
    to: bytes("to"),
    token: bytes("token"),
    pageSize: Number(named.get("limit")),
  };
  const words = ["entries"];
  let left = Number(named.get("pages"));
  for await (const page of table.scan(options).pages()) {
    words.push(...page.entries.map(({ key, value }) => `${logged(key)}=${logged(value)}`));
    left--;
    if (page.next === undefined) {
      return [...words, "end"].join(" ");
    }
    if (left === 0) {
      break;
    }
  }
  return [...words, "more"].join(" ");
}

async function scanAll(table: Table, named: ReadonlyMap<string, string>): Promise<string> {
  const splits = named.get("splits");
  const starts = splits === undefined ? [undefined] : await table.splits(Number(splits));
  const entries = new Map<string, Buffer>();
  for (const token of starts) {
    for await (const { key, value } of table.scanAll({ token, pageSize: Number(named.get("limit")) })) {
      entries.set(key.toString("hex"), value);
    }
  }
  return `table ${entries.size} ${tableDigest(entries)}`;
}

/** Parts end at colons, but for the one inside `r1000:61`. */
const WRITE = /^(put|delete):([^:]*):((?:r\d+:)?[^:]*)(?::((?:r\d+:)?[^:]*))?(?::(-?\d+))?$/;

async function batch(writes: Batch, words: readonly string[]): Promise<string> {
  for (const word of words) {
    const match = WRITE.exec(word);
    if (match === null) {
      throw new Error(`no write: ${word}`);
    }
    const [, kind, table, key, value, ttl] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string | undefined,
    ];
    if (kind === "delete") {
      writes.delete(table, parse(key));
    } else {
      writes.put(table, parse(key), parse(value), { ttlMs: ttl === undefined ? undefined : Number(ttl) });
    }
  }
  await writes.commit();
  return "ok";
}
