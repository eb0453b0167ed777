import { fromBinary, toBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import type { Entry, Store, Table } from "@slipway/client";
import type { Witness, Write } from "./witness.mjs";

/** A lane's view of a table: its operations, and what they answer, go past the witness. */
export class WitnessedTable<Desc extends DescMessage> {
  readonly #store: Store;
  readonly #table: Table;
  readonly #schema: Desc;
  readonly #witness: Witness;

  constructor(store: Store, name: string, schema: Desc, witness: Witness) {
    this.#store = store;
    this.#table = store.table(name);
    this.#schema = schema;
    this.#witness = witness;
  }

  async get(key: Uint8Array): Promise<MessageShape<Desc> | undefined> {
    const value = await this.#witness.read(this.#table.name, () => this.#table.get(key));
    this.#saw(key, value);
    return value && fromBinary(this.#schema, value);
  }

  async getMany(keys: readonly Uint8Array[]): Promise<(MessageShape<Desc> | undefined)[]> {
    const values = await this.#witness.read(this.#table.name, () => this.#table.getMany(keys));
    keys.forEach((key, i) => this.#saw(key, values[i]));
    return values.map((value) => value && fromBinary(this.#schema, value));
  }

  async put(key: Uint8Array, message: MessageShape<Desc>, options: { readonly ttlMs?: number } = {}): Promise<void> {
    const value = toBinary(this.#schema, message);
    await this.#write([{ table: this.#table.name, key, value, ...options }], true, () =>
      this.#table.put(key, value, options),
    );
  }

  async putMany(messages: readonly (readonly [key: Uint8Array, message: MessageShape<Desc>])[]): Promise<void> {
    const entries = messages.map(([key, message]) => [key, toBinary(this.#schema, message)] as const);
    const writes = entries.map(([key, value]) => ({ table: this.#table.name, key, value }));
    await this.#write(writes, false, () => this.#table.putMany(entries));
  }

  async delete(key: Uint8Array): Promise<void> {
    await this.#write([{ table: this.#table.name, key }], true, () => this.#table.delete(key));
  }

  async deleteMany(keys: readonly Uint8Array[]): Promise<void> {
    const writes = keys.map((key) => ({ table: this.#table.name, key }));
    await this.#write(writes, false, () => this.#table.deleteMany(keys));
  }

  /** Puts one key and removes another one, both or neither. */
  async exchange(key: Uint8Array, message: MessageShape<Desc>, removed: Uint8Array): Promise<void> {
    const table = this.#table.name;
    const value = toBinary(this.#schema, message);
    await this.#write(
      [
        { table, key, value },
        { table, key: removed },
      ],
      true,
      () => this.#store.batch().put(table, key, value).delete(table, removed).commit(),
    );
  }

  /** All keys with a prefix, in order; of `known` ones also those that are not there are held against what was written. */
  async scan(prefix: Uint8Array, pageSize: number, known: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const entries = await this.#witness.read(this.#table.name, async () => {
      const all: Entry[] = [];
      for await (const entry of this.#table.scan({ prefix, pageSize })) {
        all.push(entry);
      }
      return all;
    });
    const seen = new Map(entries.map(({ key, value }) => [key.toString("hex"), value]));
    for (const { key, value } of entries) {
      this.#saw(key, value);
    }
    for (const key of known) {
      this.#saw(key, seen.get(Buffer.from(key).toString("hex")));
    }
    return entries.map(({ key }) => key);
  }

  #saw(key: Uint8Array, value: Uint8Array | undefined): void {
    this.#witness.saw({ table: this.#table.name, key }, value);
  }

  #write(writes: readonly Write[], atomic: boolean, call: () => Promise<void>): Promise<void> {
    return this.#witness.write(this.#table.name, writes, atomic, call);
  }
}
