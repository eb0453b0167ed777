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

/** Writes of any tables that take effect together or not at all: at most 1,000, and 5 MiB. Of several to one key the last counts. */
export class Batch {
  readonly #queue: Queue;
  readonly #writes: Write[] = [];

  /** @internal */
  constructor(queue: Queue) {
    this.#queue = queue;
  }

  put(table: string, key: Bytes, value: Bytes, options?: Pick<PutOptions, "ttlMs" | "expiresAt">): this {
    const expiry = expiryOf(options);
    const put = { value: toBuffer(value), ...(expiry && { expiry }) };
    this.#writes.push({ table, key: toBuffer(key), what: { case: "put", value: put } });
    return this;
  }

  delete(table: string, key: Bytes): this {
    this.#writes.push({ table, key: toBuffer(key), what: { case: "delete", value: {} } });
    return this;
  }

  /** Applies the writes; within the store's configured deadline, whatever `timeoutMs` says. */
  async commit(options?: CallOptions): Promise<void> {
    await performCall(this.#queue, 0, { case: "batch", value: { writes: this.#writes } }, options);
  }
}
