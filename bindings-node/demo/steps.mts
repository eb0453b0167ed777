import type { DeliveryService } from "./delivery.mjs";
import { verdictKey, type Place } from "./keys.mjs";

const GROUP_SIZE = 8;
const TTL_S_MIN = 5;
const TTL_S_MAX = 120;

/** About how many operations a step comes to. */
export const OPERATIONS_PER_STEP = 2.5;

/** What one lane's customers ask for, of its own places. */
export class Steps {
  readonly #delivery: DeliveryService;
  readonly #places: readonly Place[];
  readonly #random: () => number;

  /** @param random gives numbers from 0 to 1 */
  constructor(delivery: DeliveryService, places: readonly Place[], random: () => number) {
    this.#delivery = delivery;
    this.#places = places;
    this.#random = random;
  }

  async step(): Promise<void> {
    const place = this.#place();
    switch (this.#below(16)) {
      case 0:
        return this.#delivery.deliverAll(this.#group());
      case 1:
        return this.#delivery.withdraw(place);
      case 2:
        return this.#delivery.withdrawAll(this.#group());
      case 3:
        return this.#move(place);
      case 4:
      case 5:
        await this.#delivery.count(this.#group());
        return;
      case 6:
      case 7:
        return this.#look(place);
      case 8:
      case 9:
        return this.#delivery.deliver(place, { ttlMs: 1000 * (TTL_S_MIN + this.#below(TTL_S_MAX - TTL_S_MIN)) });
      default:
        return this.#delivery.deliver(place);
    }
  }

  async #move(from: Place): Promise<void> {
    const to = this.#place();
    if (to !== from) {
      await this.#delivery.move(from, to);
    }
  }

  async #look({ sha256 }: Place): Promise<void> {
    const own = this.#places.filter((place) => Buffer.from(place.sha256).equals(sha256));
    const keys = await this.#delivery.verdictsOn(sha256, own);
    for (const [i, key] of keys.entries()) {
      if (!Buffer.from(key.subarray(0, sha256.length)).equals(sha256)) {
        throw new Error("a scan found a key outside its range");
      }
      if (i > 0 && Buffer.compare(keys[i - 1], key) >= 0) {
        throw new Error("a scan is out of order");
      }
    }
  }

  #place(): Place {
    return this.#places[this.#below(this.#places.length)];
  }

  /** Different places. */
  #group(): Place[] {
    const group = new Map<string, Place>();
    for (let i = 0; i < GROUP_SIZE; i++) {
      const place = this.#place();
      group.set(verdictKey(place).toString("hex"), place);
    }
    return [...group.values()];
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }
}
