// The delivery service of Slipway's demo in Node.js: a guest beside the services in Java, which speaks their lines (lines.mts).
//
// It delivers verdicts under keys of its own. What it has told the store of these is in its journal before the store can have it, so a kill makes
// its oracle forget nothing. The end of standard input ends it at once.
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { open, type Store } from "@slipway/client";
import { DeliveryService } from "./delivery.mjs";
import { Journal } from "./journal.mjs";
import { isVerdictKey, laneOf, readPlaces, type Place } from "./keys.mjs";
import { Ledger } from "./ledger.mjs";
import { say, type Order, type Start } from "./lines.mjs";
import { routerCounts } from "./meters.mjs";
import { OPERATIONS_PER_STEP, Steps } from "./steps.mjs";
import { Tally } from "./tally.mjs";
import { FailedOperation, Witness } from "./witness.mjs";

const LANES = 4;

/** So few that a run meets each of them again and again. */
const PLACES_PER_LANE = 200;

const NUMBERS_INTERVAL_MS = 500;
const EXIT_DEFECT = 70;

class Service {
  readonly #store: Store;
  readonly #journal: Journal;
  readonly #tally = new Tally(say);
  readonly #lanes: Promise<void>[] = [];
  readonly #reports: NodeJS.Timeout;
  #stopped = false;

  private constructor(store: Store, journal: Journal) {
    this.#store = store;
    this.#journal = journal;
    this.#reports = setInterval(() => void this.#report(), NUMBERS_INTERVAL_MS);
  }

  /** Opens the store, goes on where the journal of earlier starts ends, and starts the callers. */
  static async start(start: Start): Promise<Service> {
    const places = readPlaces(start.keys);
    const journal = new Journal(start.journal);
    const ledger = new Ledger(journal);
    const store = await open({
      config: start.config,
      settings: { service: start.service },
      metrics: true,
      jvmOptions: ["-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
    });
    const service = new Service(store, journal);
    service.#startLanes(start, places, ledger);
    say({ word: "ready", writesUnanswered: ledger.unanswered });
    return service;
  }

  /** Returns behind a stop. */
  async obey(orders: AsyncIterable<Order>): Promise<void> {
    for await (const order of orders) {
      switch (order.order) {
        case "count":
          say({
            word: "counted",
            number: order.number,
            calls: this.#tally.callsUnderWay,
            writes: this.#tally.writesUnderWay,
            earlyApplies: 0,
          });
          break;
        case "submit":
          say({ word: "submitted", number: order.number });
          break;
        case "stop":
          return this.#stop();
        case "loading": // Races of deletes with the load are for the services in Java to count.
          break;
        case "start":
          throw new Error("a service starts once");
      }
    }
    throw new Error("the orders have ended without a stop");
  }

  async #stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#lanes);
    clearInterval(this.#reports);
    await this.#report();
    await this.#store.close();
    this.#journal.close();
    say({ word: "done" });
  }

  async #report(): Promise<void> {
    try {
      this.#tally.router = routerCounts(await this.#store.metrics());
    } catch (thrown) {
      console.error("the meters cannot be read:", thrown);
    }
    this.#tally.tell();
  }

  #startLanes(start: Start, places: readonly Place[], ledger: Ledger): void {
    const intervalMs = (1000 * LANES * OPERATIONS_PER_STEP) / start.rate;
    for (let lane = 0; lane < LANES; lane++) {
      const isOwn = ({ table, key }: { table: string; key: Uint8Array }): boolean =>
        table === "verdicts" && isVerdictKey(key) && laneOf(key, LANES) === lane;
      const witness = new Witness(ledger, this.#tally, isOwn);
      const own = places.filter(({ sha256 }) => laneOf(sha256, LANES) === lane);
      const random = randomOf(start.seed * 31 + start.start * LANES + lane);
      const steps = new Steps(new DeliveryService(this.#store, witness), spread(own, PLACES_PER_LANE), random);
      // Lanes start apart by parts of an interval, or all of them would call at the same moments.
      this.#lanes.push(this.#run(witness, steps, intervalMs, performance.now() + (intervalMs * lane) / LANES));
    }
  }

  /**
   * A lane takes a step at fixed times, whatever the steps before took: those that are late are taken at once and measured from the time at which
   * they were due, so that a stall shows in full.
   */
  async #run(witness: Witness, steps: Steps, intervalMs: number, firstMs: number): Promise<void> {
    for (let dueMs = firstMs; ; dueMs += intervalMs) {
      // A timer has whole milliseconds, and none may ring early: latencies count from when a step is due.
      await sleep(Math.max(0, Math.ceil(dueMs - performance.now())));
      if (this.#stopped) {
        return;
      }
      witness.due(dueMs);
      try {
        await steps.step();
      } catch (thrown) {
        if (!(thrown instanceof FailedOperation)) {
          this.#tally.wrongAnswer(String(thrown));
        }
      }
    }
  }
}

/** About `count` of the places, from all over. */
function spread(places: readonly Place[], count: number): Place[] {
  const every = Math.max(1, Math.floor(places.length / count));
  return places.filter((_, i) => i % every === 0);
}

/** Mulberry32 (T. Ettinger). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function* orders(): AsyncGenerator<Order, void, undefined> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    yield JSON.parse(line) as Order;
  }
}

try {
  const coming = orders();
  const first = await coming.next();
  if (first.done === true || first.value.order !== "start") {
    throw new Error("the first order is to start");
  }
  const service = await Service.start(first.value);
  await service.obey(coming);
  process.exit(0);
} catch (thrown) {
  console.error("the process ends early:", thrown);
  process.exit(EXIT_DEFECT);
}
