import { fromBinary, toBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import type { Bytes } from "./bytes";
import { ErrorCode } from "./error-codes";
import { SlipwayError } from "./error";
import type { CallOptions } from "./queue";
import type { ScanAllOptions, ScanOptions, Scan } from "./scan";
import type { PutOptions, Table } from "./table";

/** A key and its message. */
export interface ProtoEntry<Desc extends DescMessage> {
  /** The key, 1 byte or more. */
  readonly key: Buffer;
  /** The message. */
  readonly value: MessageShape<Desc>;
}

/**
 * A table whose values are protobuf messages of one type. Bounds and errors are those of {@link Table}; bytes that are no such message fail
 * with `VALUE_NOT_PARSEABLE`.
 */
export class ProtoTable<Desc extends DescMessage> {
  /** The same table with the values as bytes. */
  readonly table: Table;
  readonly #schema: Desc;

  /** @internal */
  constructor(table: Table, schema: Desc) {
    this.table = table;
    this.#schema = schema;
  }

  /** The message, or `undefined` if there is none. */
  async get(key: Bytes, options?: CallOptions): Promise<MessageShape<Desc> | undefined> {
    const value = await this.table.get(key, options);
    return value && this.#parse(value);
  }

  /** The messages of up to 10,000 keys, in the order of the keys; `undefined` where there is none. */
  async getMany(keys: Iterable<Bytes>, options?: CallOptions): Promise<(MessageShape<Desc> | undefined)[]> {
    const values = await this.table.getMany(keys, options);
    return values.map((value) => value && this.#parse(value));
  }

  /** Sets the key to the message. */
  async put(key: Bytes, message: MessageShape<Desc>, options?: PutOptions): Promise<void> {
    await this.table.put(key, toBinary(this.#schema, message), options);
  }

  /** Puts up to 10,000 entries, in no particular order; see {@link Table.putMany}. */
  async putMany(
    entries: Iterable<readonly [key: Bytes, message: MessageShape<Desc>]>,
    options?: PutOptions,
  ): Promise<void> {
    const packed = Array.from(entries, ([key, message]) => [key, toBinary(this.#schema, message)] as const);
    await this.table.putMany(packed, options);
  }

  /** The entries of a range of keys, in their order; see {@link Table.scan}. */
  scan(options: ScanOptions): AsyncIterable<ProtoEntry<Desc>> {
    return this.#parsed(this.table.scan(options));
  }

  /** All entries, in no order; see {@link Table.scanAll}. */
  scanAll(options?: ScanAllOptions): AsyncIterable<ProtoEntry<Desc>> {
    return this.#parsed(this.table.scanAll(options));
  }

  async *#parsed(scan: Scan): AsyncGenerator<ProtoEntry<Desc>, void, undefined> {
    for await (const { key, value } of scan) {
      yield { key, value: this.#parse(value) };
    }
  }

  #parse(value: Buffer): MessageShape<Desc> {
    try {
      return fromBinary(this.#schema, value);
    } catch (cause) {
      throw new SlipwayError(
        ErrorCode.VALUE_NOT_PARSEABLE,
        `a value of table ${this.table.name} is no ${this.#schema.typeName}; read it as bytes, or with the type that it was written with`,
        { cause },
      );
    }
  }
}
