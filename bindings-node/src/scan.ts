import { EMPTY, view, type Bytes } from "./bytes";
import type { CallOptions } from "./queue";

/** Options of a scan in the order of the keys: a prefix, or bounds. With neither bound it visits all keys, where the layout allows. */
export interface ScanOptions extends CallOptions {
  /** All keys that begin so. */
  readonly prefix?: Bytes | undefined;
  /** The first key; the smallest if not given. */
  readonly from?: Bytes | undefined;
  /** The first key that is not visited any more; to the end if not given. */
  readonly to?: Bytes | undefined;
  /** Most entries that are fetched at a time, 1 to 10,000; 1,000 if not given. */
  readonly pageSize?: number | undefined;
  /** {@link Page.next} of a scan of the same range: go on behind that page. */
  readonly token?: Uint8Array | undefined;
}

/** Options of a scan of a whole table. */
export interface ScanAllOptions extends CallOptions {
  /** Most entries that are fetched at a time, 1 to 10,000; 1,000 if not given. */
  readonly pageSize?: number | undefined;
  /** Where to begin: one of `splits`, or {@link Page.next}; the whole table if not given. */
  readonly token?: Uint8Array | undefined;
}

/** A key and its value. The bytes of one page share their memory. */
export interface Entry {
  /** The key, 1 byte or more. */
  readonly key: Buffer;
  /** The value, which may have no bytes. */
  readonly value: Buffer;
}

/** What one request of a scan answered. */
export interface Page {
  /** At most `pageSize`. A page without any need not be the last. */
  readonly entries: readonly Entry[];
  /** Where the next page begins: give it as `token` to go on later, or elsewhere. `undefined` if this page is the last. */
  readonly next: Buffer | undefined;
}

interface RawPage {
  readonly entries: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
  readonly next?: Uint8Array | undefined;
}

/**
 * A scan that has not begun: each iteration over it begins anew. Nothing is fetched ahead of what is asked for, and leaving the loop early
 * leaves nothing behind. Errors are rejections of the iteration; after one, go on from the last page's token.
 */
export class Scan implements AsyncIterable<Entry> {
  readonly #token: Uint8Array | undefined;
  readonly #fetch: (token: Uint8Array) => Promise<RawPage | undefined>;

  /** @internal */
  constructor(token: Uint8Array | undefined, fetch: (token: Uint8Array) => Promise<RawPage | undefined>) {
    this.#token = token;
    this.#fetch = fetch;
  }

  /** The pages, each with the token to resume behind it. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    let token: Uint8Array | undefined = this.#token ?? EMPTY;
    while (token !== undefined) {
      const page: RawPage | undefined = await this.#fetch(token);
      token = page?.next;
      yield {
        entries: (page?.entries ?? []).map(({ key, value }) => ({ key: view(key), value: view(value) })),
        next: token && view(token),
      };
    }
  }

  /** The entries of all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Entry, void, undefined> {
    for await (const page of this.pages()) {
      yield* page.entries;
    }
  }
}
