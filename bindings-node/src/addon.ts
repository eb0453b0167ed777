import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ErrorCode } from "./error-codes";
import { SlipwayError, fromAddon } from "./error";

/** Of a native queue. */
export interface QueueObject {
  readonly queue: unique symbol;
}

/** What `addon/*.c` export. Their errors have a `code`; promises are settled on this thread, their work is done on libuv's pool. */
export interface Addon {
  load(path: string | undefined): void;
  version(): string | undefined;
  openRuntime(
    javaHome: string | undefined,
    classPath: string | undefined,
    cacheFolder: string | undefined,
    jvmOptions: string[],
    logFd: number,
    logLevel: number,
  ): Promise<void>;
  openClient(configFile: string | undefined, settings: string[]): Promise<bigint>;
  closeClient(client: bigint, timeoutMs: number): Promise<void>;
  table(client: bigint, name: string): number;
  live(): [clients: number, queues: number, blocks: number, threads: number];
  logPipe(): [read: number, write: number];
  openQueue(
    client: bigint,
    entries: number,
    slotBytes: number,
    submit: number,
    staging: ArrayBuffer,
    answers: ArrayBuffer,
    onAnswers: (count: number, shared: Buffer | undefined, large: Buffer[] | undefined) => void,
  ): Promise<QueueObject>;
  submit(queue: QueueObject, bytes: number): number;
  submitLarge(queue: QueueObject, key: Uint8Array, payload: Uint8Array): number;
  cancel(queue: QueueObject, token: number): number;
  closeQueue(queue: QueueObject, timeoutMs: number): Promise<void>;
}

const LIBRARY = "libslipway.so.1";

/** Where the package keeps what is built for this machine: the addon, and libslipway.so with its jars if they were packed with it. */
const FOLDER = path.join(__dirname, "..", "prebuilt", `${process.platform}-${process.arch}`);

let loaded: Addon | undefined;

/** The addon, with no library loaded yet. */
export function addon(): Addon {
  if (loaded === undefined) {
    const file = path.join(FOLDER, "slipway.node");
    if (!existsSync(file)) {
      throw new SlipwayError(
        ErrorCode.RUNTIME_MISSING,
        `@slipway/client was not built for ${process.platform}-${process.arch}: ${file} is missing; it runs on Linux with glibc, x64 and arm64`,
      );
    }
    loaded = createRequire(__filename)(file) as Addon;
  }
  return loaded;
}

/** Loads libslipway.so: the given one, else $SLIPWAY_LIBRARY, else the one in this package, else the one that the system's loader finds. */
export function loadLibrary(given: string | undefined): Addon {
  const found = addon();
  try {
    if (given !== undefined || found.version() === undefined) {
      found.load(given ?? defaultLibrary());
    }
  } catch (thrown) {
    throw withAdvice(fromAddon(thrown));
  }
  return found;
}

function defaultLibrary(): string {
  const named = process.env.SLIPWAY_LIBRARY;
  if (named !== undefined && named !== "") {
    return named;
  }
  const packed = path.join(FOLDER, LIBRARY);
  return existsSync(packed) ? packed : LIBRARY;
}

function withAdvice(thrown: unknown): unknown {
  return thrown instanceof SlipwayError && thrown.code === ErrorCode.RUNTIME_MISSING
    ? new SlipwayError(
        thrown.code,
        `libslipway.so cannot be loaded (${thrown.message}); give the option library, set SLIPWAY_LIBRARY, or install it where the system's loader looks`,
      )
    : thrown;
}
