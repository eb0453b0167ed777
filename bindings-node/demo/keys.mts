import { readFileSync } from "node:fs";
import { delimited } from "./delimited.mjs";
import { FilledKeySchema } from "./gen/slipway/demo/v1/bookkeeping_pb.js";

/** A place where a file was seen, `container/path`, and the file's hash. */
export interface Place {
  readonly key: Uint8Array;
  readonly sha256: Uint8Array;
}

const SHA256_BYTES = 32;

/** What this service delivers lies under a container of its own, which no other service writes. */
const OWN_CONTAINER = Buffer.from("delivery-node/");

/** The places that the tables were filled with. */
export function readPlaces(file: string): Place[] {
  const places: Place[] = [];
  for (const { message } of delimited(FilledKeySchema, readFileSync(file))) {
    if (message.key.case === "place") {
      places.push(message.key.value);
    }
  }
  return places;
}

/** The key of this service's verdict on a place, in table `verdicts`. */
export function verdictKey(place: Place): Buffer {
  return Buffer.concat([place.sha256, OWN_CONTAINER, place.key]);
}

export function isVerdictKey(key: Uint8Array): boolean {
  return OWN_CONTAINER.equals(key.subarray(SHA256_BYTES, SHA256_BYTES + OWN_CONTAINER.length));
}

/** Which lane owns a place or a verdict, by the hash with which a verdict's key begins: all verdicts on one file have one owner. */
export function laneOf(sha256: Uint8Array, lanes: number): number {
  return sha256[0] % lanes;
}
