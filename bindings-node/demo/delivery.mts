import { create } from "@bufbuild/protobuf";
import type { Store } from "@slipway/client";
import {
  FileKind,
  FileReportSchema,
  OriginSchema,
  SightingSchema,
  Verdict_Class,
  VerdictSchema,
  type FileReport,
  type Origin,
  type Sighting,
  type Verdict,
} from "./gen/slipway/demo/v1/report_pb.js";
import { verdictKey, type Place } from "./keys.mjs";
import { WitnessedTable } from "./table.mjs";
import type { Witness } from "./witness.mjs";

/** Compressed and encrypted data lies above this, machine code and text below. */
const PACKED_MILLIBITS_MIN = 7_200;
const PAGE_SIZE = 50;

/**
 * Joins sightings with samples into verdicts for customers, as the delivery service in Java does. It does not know where its data lies, nor that
 * it moves. One place has one caller at a time.
 */
export class DeliveryService {
  readonly #samples: WitnessedTable<typeof FileReportSchema>;
  readonly #sightings: WitnessedTable<typeof SightingSchema>;
  readonly #verdicts: WitnessedTable<typeof VerdictSchema>;

  constructor(store: Store, witness: Witness) {
    this.#samples = new WitnessedTable(store, "samples", FileReportSchema, witness);
    this.#sightings = new WitnessedTable(store, "sightings", SightingSchema, witness);
    this.#verdicts = new WitnessedTable(store, "verdicts", VerdictSchema, witness);
  }

  /** Tells the customer about the file at a place, and how often that has happened; withdraws an earlier verdict when the sample is gone. */
  async deliver(place: Place, options: { readonly ttlMs?: number } = {}): Promise<void> {
    const sighting = await this.#sightings.get(place.key);
    if (sighting === undefined) {
      return;
    }
    expectSame(place, sighting);
    const report = await this.#samples.get(place.sha256);
    const key = verdictKey(place);
    if (report === undefined) {
      await this.#verdicts.delete(key);
      return;
    }
    expectSame(place, report);
    const earlier = await this.#verdicts.get(key);
    await this.#verdicts.put(key, verdict(place, report, earlier), options);
  }

  /** The same for many places at once, wherever they have been seen. */
  async deliverAll(places: readonly Place[]): Promise<void> {
    const reports = await this.#samples.getMany(places.map(({ sha256 }) => sha256));
    const earlier = await this.#verdicts.getMany(places.map(verdictKey));
    const told = places.flatMap((place, i) => {
      const report = reports[i];
      return report === undefined ? [] : [[verdictKey(place), verdict(place, report, earlier[i])] as const];
    });
    if (told.length > 0) {
      await this.#verdicts.putMany(told);
    }
  }

  async withdraw(place: Place): Promise<void> {
    await this.#verdicts.delete(verdictKey(place));
  }

  async withdrawAll(places: readonly Place[]): Promise<void> {
    await this.#verdicts.deleteMany(places.map(verdictKey));
  }

  /** A file has moved: what was told of the old place is told of the new one, both or neither. */
  async move(from: Place, to: Place): Promise<void> {
    const earlier = await this.#verdicts.get(verdictKey(from));
    if (earlier !== undefined) {
      const told = create(VerdictSchema, { ...earlier, origin: originOf(to) });
      await this.#verdicts.exchange(verdictKey(to), told, verdictKey(from));
    }
  }

  /** What has been told of these places: how many of them. */
  async count(places: readonly Place[]): Promise<number> {
    const verdicts = await this.#verdicts.getMany(places.map(verdictKey));
    return verdicts.filter((one) => one !== undefined).length;
  }

  /** The keys of all verdicts on one sample, of any service; `places` are those of this service that there may be among them. */
  verdictsOn(sha256: Uint8Array, places: readonly Place[]): Promise<Uint8Array[]> {
    return this.#verdicts.scan(sha256, PAGE_SIZE, places.map(verdictKey));
  }
}

function verdict(place: Place, report: FileReport, earlier: Verdict | undefined): Verdict {
  return create(VerdictSchema, {
    verdict: judge(report),
    origin: originOf(place),
    sizeBytes: report.sizeBytes,
    reportRevision: report.revision,
    stringTotal: report.strings?.total ?? 0,
    className: report.classFile?.name ?? "",
    delivery: (earlier?.delivery ?? 0) + 1,
  });
}

function judge(report: FileReport): Verdict_Class {
  if (report.malformed !== "") {
    return Verdict_Class.MALFORMED;
  }
  if ([FileKind.ELF, FileKind.PE, FileKind.MACH_O].includes(report.kind)) {
    return Verdict_Class.NATIVE;
  }
  return report.entropyMillibits > PACKED_MILLIBITS_MIN ? Verdict_Class.PACKED : Verdict_Class.CLEAN;
}

function expectSame(place: Place, answer: FileReport | Sighting): void {
  if (!Buffer.from(answer.sha256).equals(place.sha256)) {
    throw new Error("asked for one sample and got another's");
  }
}

function originOf({ key }: Place): Origin {
  const text = Buffer.from(key).toString();
  const end = text.indexOf("/");
  return create(OriginSchema, { container: text.slice(0, end), path: text.slice(end + 1) });
}
