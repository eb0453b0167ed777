import { toBuffer, type Bytes } from "./bytes";
import type { Expiry } from "./gen/slipway/v1/envelope_pb";
import type { CallOptions, Queue } from "./queue";
import { expiryOf, performCall, type PutOptions } from "./table";

interface Write {
  table: string;
  key: Uint8Array;
  what:
    { case: "put"; value: { value: Uint8Array; expiry?: Expiry } } | { case: "delete"; value: Record<string, never> };
}

/**
 * Writes of any tables that take effect together or not at all: at most 1,000, and 5 MiB of keys and values. Of several to one key the last
 * counts. Readers may see some of them a moment before the others.
 */
export class Batch {
  readonly #queue: Queue;
  readonly #writes: Write[] = [];

  /** @internal */
  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** Adds a write. The bytes must not change before the commit has ended. Throws `TTL_RANGE`, or a `TypeError` for wrong types. */
  put(table: string, key: Bytes, value: Bytes, options?: Pick<PutOptions, "ttlMs" | "expiresAt">): this {
    const expiry = expiryOf(options);
    const put = { value: toBuffer(value), ...(expiry && { expiry }) };
    this.#writes.push({ table, key: toBuffer(key), what: { case: "put", value: put } });
    return this;
  }

  /** Adds the removal of a key. Throws a `TypeError` for wrong types. */
  delete(table: string, key: Bytes): this {
    this.#writes.push({ table, key: toBuffer(key), what: { case: "delete", value: {} } });
    return this;
  }

  /**
   * Applies the writes; within the store's configured deadline, whatever `timeoutMs` says. Without any it does nothing. Rejects with `BATCH_SIZE` if
   * a bound is exceeded, and with the errors of `Table`; after one with `maybeApplied` all of it may have taken effect, or nothing.
   */
  async commit(options?: CallOptions): Promise<void> {
    await performCall(this.#queue, 0, { case: "batch", value: { writes: this.#writes } }, options);
  }
}
