import type { DescMessage } from "@bufbuild/protobuf";
import { loadLibrary, type Addon } from "./addon";
import { Batch } from "./batch";
import { ErrorCode } from "./error-codes";
import { SlipwayError, fromAddon } from "./error";
import { LOG_LEVELS, openLog, type LogLevel, type LogRecord } from "./log";
import { ProtoTable } from "./proto-table";
import { Queue, type CallOptions, type QueueSize } from "./queue";
import { Table, performCall } from "./table";

/** How an environment (the main thread, a worker) talks to a store. */
export interface QueueOptions {
  /** Most operations in flight, a power of two, 2 to 65,536; 1,024 if not given. */
  readonly entries?: number | undefined;
  /** Room of an operation with its key and value in shared memory, a power of two, 128 to 65,536; 512 if not given. Larger ones cost an allocation. */
  readonly slotBytes?: number | undefined;
  /** Most operations that wait while `entries` are in flight; further ones fail with `OVERLOADED_IN_FLIGHT`. 16 times `entries` if not given. */
  readonly waitingMax?: number | undefined;
  /**
   * Who carries operations into the JVM: the thread that asks (`enter`, the fastest; the default), or a thread of the JVM (`wake`), which
   * leaves more of this thread's time to JavaScript.
   */
  readonly submit?: "enter" | "wake" | undefined;
}

/** A store to open. What is not given is found as the README describes. */
export interface Config extends QueueOptions {
  /** A configuration file; else the one that `SLIPWAY_CONFIG` names, else `./slipway.yaml` if there is one. */
  readonly config?: string | undefined;
  /** Settings that override the file's, such as `{ "source.redis.uri": "redis://..." }`. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** A store without any server: `memory`, in this process's memory, or `echo`, which answers a get with its key. Short for a setting. */
  readonly backend?: string | undefined;
  /**
   * Whether the store measures itself, for {@link Store.metrics}; `false` if not given. The process's first store that does turns on what the JVM
   * says of itself.
   */
  readonly metrics?: boolean | undefined;
  /** Gives up opening: it fails with `CANCELLED`, whose `cause` is the signal's reason. Once the store is open it has no effect. */
  readonly signal?: AbortSignal | undefined;
  /** The file of libslipway.so. A process has one. */
  readonly library?: string | undefined;
  /** Where Java is. This and the following are looked at once in a process: by the first open that succeeds. */
  readonly javaHome?: string | undefined;
  /** Jars, instead of those beside the library. */
  readonly classPath?: readonly string[] | undefined;
  /**
   * Where the archive of parsed classes is that shortens later starts, which the first start on a machine makes; `""` for none. If not given:
   * `SLIPWAY_CACHE`, else `slipway` in `XDG_CACHE_HOME` or `~/.cache`.
   */
  readonly cacheFolder?: string | undefined;
  /** Further options of the JVM, such as `-Xmx256m`. */
  readonly jvmOptions?: readonly string[] | undefined;
  /** Receives the library's messages of all stores; without it, warnings and errors go to standard error. */
  readonly logger?: ((record: LogRecord) => void) | undefined;
  /** The lowest level that `logger` receives; `WARN` if not given. */
  readonly logLevel?: LogLevel | undefined;
}

/** How a store is closed. */
export interface CloseOptions {
  /**
   * What is in flight after so many milliseconds fails, writes among it with `WRITE_INTERRUPTED` (an unknown outcome); as long as the store's
   * deadlines if not given.
   */
  readonly timeoutMs?: number | undefined;
}

/** A store that another thread of this process has opened. May be posted to workers; means nothing to other processes. */
export interface SharedStore {
  /** The store's number. */
  readonly client: bigint;
}

/**
 * Opens a store; the first time in a process that takes some hundred milliseconds for the Java runtime, on a thread of its own.
 *
 * Errors: `RUNTIME_MISSING` if the library, its jars or Java are not found, the message says where they were looked for; `ABI_MISMATCH` and
 * `LIBRARY_MISMATCH` if their versions are not one; `ARGUMENT` if a size of the queue cannot be; `CONFIG` and others of category `USER` if the
 * configuration is wrong, before anything is contacted; `UNAVAILABLE` ones; `CANCELLED`.
 */
export async function open(config: Config = {}): Promise<Store> {
  const { signal } = config;
  return signal === undefined ? openStore(config) : unlessAborted(signal, () => openStore(config));
}

/** What is opened too late is closed again. */
function unlessAborted(signal: AbortSignal, start: () => Promise<Store>): Promise<Store> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(
        new SlipwayError(ErrorCode.CANCELLED, "cancelled by the caller before the store was open", {
          cause: signal.reason,
        }),
      );
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener("abort", abort, { once: true });
    start()
      .then((store) => {
        resolve(store);
        return signal.aborted ? store.close({ timeoutMs: 0 }) : undefined;
      })
      .catch(reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}

async function openStore(config: Config): Promise<Store> {
  const size = sizeOf(config);
  const addon = loadLibrary(config.library);
  try {
    await openRuntime(addon, config);
    const client = await addon.openClient(config.config, settingsOf(config));
    try {
      return new Store(addon, client, await Queue.open(addon, client, size), true);
    } catch (thrown) {
      await addon.closeClient(client, 0);
      throw thrown;
    }
  } catch (thrown) {
    throw fromAddon(thrown);
  }
}

/**
 * Joins a store that another thread has opened, with a queue of this thread's own. Closing it leaves the other's open. Rejects with `CLOSED` if the
 * store was closed by its owner, and with `ARGUMENT` if a size of the queue cannot be.
 */
export async function attach(shared: SharedStore, options: QueueOptions = {}): Promise<Store> {
  const size = sizeOf(options);
  const addon = loadLibrary(undefined);
  try {
    return new Store(addon, shared.client, await Queue.open(addon, shared.client, size), false);
  } catch (thrown) {
    throw fromAddon(thrown);
  }
}

/**
 * An open store. It belongs to the thread that opened or joined it. It does not keep the process alive while nothing is in flight, and is closed
 * when its thread or process ends.
 */
export class Store implements AsyncDisposable {
  readonly #addon: Addon;
  readonly #client: bigint;
  readonly #queue: Queue;
  readonly #owner: boolean;
  readonly #tables = new Map<string, Table>();
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(addon: Addon, client: bigint, queue: Queue, owner: boolean) {
    this.#addon = addon;
    this.#client = client;
    this.#queue = queue;
    this.#owner = owner;
  }

  /**
   * A table; the same object for the same name. Whether it exists is told by its first operation. Throws `TABLE_NAME` if the name is malformed,
   * `CLOSED` if the store is.
   */
  table(name: string): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new Table(this.#queue, name, this.#number(name));
      this.#tables.set(name, table);
    }
    return table;
  }

  /** The same table, whose values are messages of one type. */
  protoTable<Desc extends DescMessage>(name: string, schema: Desc): ProtoTable<Desc> {
    return new ProtoTable(this.table(name), schema);
  }

  /** Writes that take effect together or not at all. */
  batch(): Batch {
    return new Batch(this.#queue);
  }

  /**
   * What this process measures, in Prometheus' text format (version 0.0.4): durations and outcomes of operations by table, retries, what is in
   * flight, and the JVM's memory, collections and threads (`jvm_...`). All stores of a process share it. Rejects with `ARGUMENT` if
   * the store was not opened with {@link Config.metrics}.
   */
  async metrics(options?: CallOptions): Promise<string> {
    const response = await performCall(this.#queue, 0, { case: "metrics", value: {} }, options);
    return response.result.case === "metrics" ? response.result.value.text : "";
  }

  /** This store for other threads: post it to a worker, which calls {@link attach}. */
  share(): SharedStore {
    return { client: this.#client };
  }

  /**
   * Refuses new operations, waits for those in flight, and closes the store; for one that was attached, this thread's part of it. Operations
   * that were still waiting to be sent fail with `CLOSED`. Calling it again gives the same promise.
   */
  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options.timeoutMs ?? -1);
    return this.#closing;
  }

  /** Closes the store at the end of an `await using` scope. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#queue.refuse();
    try {
      if (this.#owner) {
        await this.#addon.closeClient(this.#client, timeoutMs);
      } else if (timeoutMs >= 0) {
        await this.#cancelAfter(timeoutMs);
      }
      await this.#queue.idle();
    } catch (thrown) {
      throw fromAddon(thrown);
    } finally {
      await this.#queue.close();
    }
  }

  async #cancelAfter(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.#queue.cancelAll(), timeoutMs);
    await this.#queue.idle();
    clearTimeout(timer);
  }

  #number(name: string): number {
    if (this.#closing !== undefined) {
      throw new SlipwayError(ErrorCode.CLOSED, "the store is closed");
    }
    try {
      return this.#addon.table(this.#client, name);
    } catch (thrown) {
      throw fromAddon(thrown);
    }
  }
}

/** The writing end of this thread's pipe for messages, while no runtime has taken it. */
let logFd = 0;

async function openRuntime(addon: Addon, config: Config): Promise<void> {
  if (config.logger !== undefined && logFd === 0) {
    logFd = openLog(addon, config.logger);
  }
  await addon.openRuntime(
    config.javaHome,
    config.classPath?.join(":"),
    config.cacheFolder,
    [...(config.jvmOptions ?? [])],
    logFd,
    LOG_LEVELS[config.logLevel ?? "WARN"],
  );
}

function settingsOf(config: Config): string[] {
  const settings = {
    ...config.settings,
    ...(config.backend !== undefined && { backend: config.backend }),
    ...(config.metrics === true && { metrics: "true" }),
  };
  return Object.entries(settings).flat();
}

const SUBMIT = { enter: 0, wake: 1 } as const;

function sizeOf(options: QueueOptions): QueueSize {
  const entries = options.entries ?? 1024;
  if (!Number.isInteger(entries) || entries < 2 || entries > 65_536) {
    throw new SlipwayError(ErrorCode.ARGUMENT, `entries is a power of two from 2 to 65,536, not ${String(entries)}`);
  }
  return {
    entries,
    slotBytes: options.slotBytes ?? 512,
    waitingMax: options.waitingMax ?? 16 * entries,
    submit: SUBMIT[options.submit ?? "enter"],
  };
}

/** How much of each kind the library holds, over all threads of this process. */
export interface LiveCounts {
  /** Open stores. */
  readonly clients: number;
  /** Queues: one for each thread of each store. */
  readonly queues: number;
  /** Blocks of memory for keys and values that do not fit into their slots. */
  readonly blocks: number;
  /** Threads that the library has made known to the JVM. */
  readonly threads: number;
}

/** What is alive inside the library: for tests of leaks. */
export function live(): LiveCounts {
  const [clients, queues, blocks, threads] = loadLibrary(undefined).live();
  return { clients, queues, blocks, threads };
}

/** The version of libslipway.so, which is loaded if need be. */
export function libraryVersion(): string {
  return loadLibrary(undefined).version()!;
}
