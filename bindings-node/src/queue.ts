import type { Addon, QueueObject } from "./addon";
import { EMPTY, byteLength, toBuffer } from "./bytes";
import { ErrorCode } from "./error-codes";
import { SlipwayError } from "./error";
import { Staging, type Request } from "./request";

/** Options that every operation takes. */
export interface CallOptions {
  /**
   * Gives the operation up. It then fails at once: with `CANCELLED` if it was a read or had not been sent, with `WRITE_INTERRUPTED` if it
   * was a write that may take effect all the same. The signal's reason is the error's `cause`.
   */
  readonly signal?: AbortSignal | undefined;
  /** How long the store may take, 1 ms to 1 h; the table's configured deadline if it is not given. */
  readonly timeoutMs?: number | undefined;
}

/** Of slipway.h. */
const ABSENT = 1;

/** Makes a result of a completion's payload. */
export type Decode<T> = (payload: Buffer, absent: boolean) => T;

export interface QueueSize {
  /** Most operations in flight, a power of two. */
  readonly entries: number;
  /** Room of an operation in its ring, a power of two. */
  readonly slotBytes: number;
  /** Most operations that wait for one in flight to end. */
  readonly waitingMax: number;
  /** 0 or 1, of slipway.h. */
  readonly submit: number;
}

/** Of addon/queue.h. */
const ANSWERS_MAX = 256;
const ANSWER_NUMBERS = 5;

/** An operation whose promise is not settled. */
class Call {
  /** Its slot while it is staged or in flight. */
  token = -1;
  /** Where it is staged; -1 before and afterwards. */
  staged = -1;
  settled = false;
  unwatch: (() => void) | undefined;
  waitsSince = 0;

  constructor(
    readonly request: Request,
    readonly timeoutMs: number,
    readonly signal: AbortSignal | undefined,
    readonly decode: Decode<unknown>,
    readonly resolve: (result: unknown) => void,
    readonly reject: (error: unknown) => void,
  ) {}
}

/**
 * Sends operations to the store and settles their promises.
 *
 * What is asked for in one turn of the microtasks is staged in memory that the addon can read, and submitted by one call. At most
 * `entries` operations are in flight, each with a slot whose number is its token; others wait in their order, and no more than
 * `waitingMax` of them.
 */
export class Queue {
  readonly #addon: Addon;
  readonly #size: QueueSize;
  readonly #staging = new Staging();
  readonly #answers = new Int32Array(ANSWERS_MAX * ANSWER_NUMBERS);
  readonly #calls: (Call | undefined)[];
  readonly #free: number[] = [];
  readonly #waiting: Call[] = [];
  #waitingFrom = 0;
  #waitingCount = 0;
  #flushes = false;
  #closed = false;
  #object: QueueObject | undefined;
  #whenIdle: (() => void) | undefined;

  private constructor(addon: Addon, size: QueueSize) {
    this.#addon = addon;
    this.#size = size;
    this.#calls = new Array<Call | undefined>(size.entries).fill(undefined);
    for (let token = size.entries - 1; token >= 0; token--) {
      this.#free.push(token);
    }
  }

  static async open(addon: Addon, client: bigint, size: QueueSize): Promise<Queue> {
    const queue = new Queue(addon, size);
    queue.#object = await addon.openQueue(
      client,
      size.entries,
      size.slotBytes,
      size.submit,
      queue.#staging.memory,
      queue.#answers.buffer,
      (count, shared, large) => queue.#onAnswers(count, shared ?? EMPTY, large ?? []),
    );
    return queue;
  }

  /** Starts an operation. Everything that goes wrong is a rejection. */
  perform<T>(request: Request, decode: Decode<T>, options: CallOptions | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call = new Call(
        request,
        timeoutOf(options),
        options?.signal,
        decode,
        resolve as (result: unknown) => void,
        reject,
      );
      if (this.#closed) {
        throw closedError();
      }
      if (call.signal?.aborted) {
        throw cancelledError(call.signal);
      }
      this.#admit(call);
      if (call.signal !== undefined) {
        this.#watch(call, call.signal);
      }
    });
  }

  /** Refuses new operations; those that wait for others have not been sent, and fail. */
  refuse(): void {
    this.#closed = true;
    this.#flush();
    for (let i = this.#waitingFrom; i < this.#waiting.length; i++) {
      this.#fail(this.#waiting[i], closedError());
    }
    this.#waiting.length = 0;
    this.#waitingFrom = 0;
    this.#waitingCount = 0;
  }

  /** Resolves when nothing is in flight. Only after {@link refuse}. */
  async idle(): Promise<void> {
    if (this.#free.length < this.#size.entries) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
  }

  /** Gives up everything that is in flight. */
  cancelAll(): void {
    for (const call of this.#calls) {
      if (call !== undefined) {
        this.#addon.cancel(this.#object!, call.token);
      }
    }
  }

  /** Gives the native queue back. Only when nothing is in flight. */
  async close(): Promise<void> {
    const object = this.#object;
    this.#object = undefined;
    if (object !== undefined) {
      await this.#addon.closeQueue(object, -1);
    }
  }

  // ---- Submitting ------------------------------------------------------------------------------------------------------------------

  #admit(call: Call): void {
    if (this.#free.length > 0 && this.#waitingCount === 0) {
      this.#stage(call);
    } else if (this.#waitingCount < this.#size.waitingMax) {
      byteLength(call.request.key);
      byteLength(call.request.payload);
      call.waitsSince = performance.now();
      this.#waiting.push(call);
      this.#waitingCount++;
    } else {
      throw new SlipwayError(
        ErrorCode.OVERLOADED_IN_FLIGHT,
        `${this.#size.entries} operations are in flight and ${this.#size.waitingMax} wait; repeat this one later, or raise entries or waitingMax`,
      );
    }
  }

  #stage(call: Call): void {
    const { key, payload } = call.request;
    const keyBytes = byteLength(key);
    const payloadBytes = byteLength(payload);
    const dataBytes = keyBytes + payloadBytes;
    if (!this.#staging.hasRoom(dataBytes)) {
      this.#flush();
    }
    const token = this.#free.pop()!;
    call.token = token;
    this.#calls[token] = call;
    if (!this.#staging.hasRoom(dataBytes)) {
      this.#staging.putHead(call.request, token, call.timeoutMs, keyBytes, payloadBytes);
      this.#submitLarge(call);
      return;
    }
    call.staged = this.#staging.add(call.request, token, call.timeoutMs, keyBytes, payloadBytes);
    if (!this.#flushes) {
      this.#flushes = true;
      queueMicrotask(() => this.#flush());
    }
  }

  /** Submits what is staged. */
  #flush(): void {
    this.#flushes = false;
    const staging = this.#staging;
    const end = staging.end;
    if (end === 0) {
      return;
    }
    staging.clear();
    let accepted = this.#object === undefined ? -ErrorCode.CLOSED : this.#addon.submit(this.#object, end);
    const code = accepted < 0 ? -accepted : ErrorCode.OVERLOADED_IN_FLIGHT;
    for (let record = 0; record < end; record = staging.next(record)) {
      const token = staging.tokenOf(record);
      if (token < 0) {
        continue;
      }
      const call = this.#calls[token]!;
      call.staged = -1;
      if (accepted <= 0) {
        this.#release(call);
        this.#fail(call, refusedError(code));
      }
      accepted--;
    }
  }

  /** A request that does not fit into the staging memory goes on its own. */
  #submitLarge(call: Call): void {
    const accepted = this.#addon.submitLarge(this.#object!, toBuffer(call.request.key), toBuffer(call.request.payload));
    if (accepted < 1) {
      this.#release(call);
      this.#fail(call, refusedError(accepted < 0 ? -accepted : ErrorCode.OVERLOADED_IN_FLIGHT));
    }
  }

  // ---- Settling --------------------------------------------------------------------------------------------------------------------

  #onAnswers(count: number, shared: Buffer, large: Buffer[]): void {
    const answers = this.#answers;
    for (let i = 0, at = 0; i < count; i++, at += ANSWER_NUMBERS) {
      const call = this.#calls[answers[at]]!;
      this.#release(call);
      this.#settle(call, answers[at + 1], answers[at + 2], payloadOf(answers[at + 3], answers[at + 4], shared, large));
    }
    this.#admitWaiting();
    if (this.#whenIdle !== undefined && this.#free.length === this.#size.entries) {
      this.#whenIdle();
      this.#whenIdle = undefined;
    }
  }

  #settle(call: Call, code: number, flags: number, payload: Buffer): void {
    if (code !== 0) {
      const cause = call.signal?.aborted ? { cause: call.signal.reason as unknown } : undefined;
      this.#fail(call, new SlipwayError(code, payload.toString(), cause));
      return;
    }
    call.settled = true;
    call.unwatch?.();
    try {
      call.resolve(call.decode(payload, (flags & ABSENT) !== 0));
    } catch (thrown) {
      call.reject(thrown);
    }
  }

  #fail(call: Call, error: SlipwayError): void {
    if (!call.settled) {
      call.settled = true;
      call.unwatch?.();
      call.reject(error);
    }
  }

  #release(call: Call): void {
    this.#calls[call.token] = undefined;
    this.#free.push(call.token);
    call.token = -1;
  }

  #admitWaiting(): void {
    while (this.#free.length > 0 && this.#waitingFrom < this.#waiting.length) {
      const call = this.#waiting[this.#waitingFrom++];
      if (call.settled) {
        continue;
      }
      this.#waitingCount--;
      if (call.timeoutMs > 0 && performance.now() - call.waitsSince > call.timeoutMs) {
        this.#fail(
          call,
          new SlipwayError(
            ErrorCode.OVERLOADED_IN_FLIGHT,
            `the operation waited longer than its ${call.timeoutMs} ms for one of ${this.#size.entries} in flight to end, and was not sent`,
          ),
        );
      } else {
        this.#stage(call);
      }
    }
    if (this.#waitingFrom === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#waitingFrom = 0;
    }
  }

  // ---- Giving up -------------------------------------------------------------------------------------------------------------------

  #watch(call: Call, signal: AbortSignal): void {
    const abort = (): void => this.#abort(call, signal);
    signal.addEventListener("abort", abort, { once: true });
    call.unwatch = () => signal.removeEventListener("abort", abort);
  }

  #abort(call: Call, signal: AbortSignal): void {
    if (call.staged >= 0) {
      this.#staging.takeBack(call.staged);
      this.#release(call);
      this.#fail(call, cancelledError(signal));
    } else if (call.token >= 0) {
      this.#addon.cancel(this.#object!, call.token);
    } else {
      this.#waitingCount--;
      this.#fail(call, cancelledError(signal));
    }
  }
}

function payloadOf(offset: number, bytes: number, shared: Buffer, large: Buffer[]): Buffer {
  if (bytes === 0) {
    return EMPTY;
  }
  return offset < 0 ? large[-1 - offset] : shared.subarray(offset, offset + bytes);
}

/** In milliseconds; 0 for the table's own. What is out of bounds is told by the store. */
function timeoutOf(options: CallOptions | undefined): number {
  const timeoutMs = options?.timeoutMs;
  if (timeoutMs === undefined) {
    return 0;
  }
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0)) {
    throw new SlipwayError(
      ErrorCode.DEADLINE_RANGE,
      `timeoutMs is a number from 1 to 3,600,000, not ${String(timeoutMs)}`,
    );
  }
  return Math.min(timeoutMs, Number.MAX_SAFE_INTEGER / 1000);
}

function closedError(): SlipwayError {
  return new SlipwayError(ErrorCode.CLOSED, "the store is closed");
}

function cancelledError(signal: AbortSignal): SlipwayError {
  return new SlipwayError(ErrorCode.CANCELLED, "cancelled by the caller before it was sent", { cause: signal.reason });
}

function refusedError(code: number): SlipwayError {
  return new SlipwayError(
    code,
    code === ErrorCode.CLOSED ? "the store is closed" : "the library did not take the operation",
  );
}
