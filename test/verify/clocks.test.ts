/** Histories of several machines, whose clocks are a little off: judged rightly, or unknown. */
import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { type Random, seededRandom } from "../../src/random.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { validHistory } from "./valid-history.ts";

/** Who wrote a record: the producer, a consumer, or who watches over them. */
function recorderOf(record: HistoryRecord): string {
  if (record.type === "crash" || record.type === "reshard") return "operator";
  if ("consumer" in record && record.consumer !== undefined)
    return `worker ${record.consumer.split("/")[0]}`;
  return "producer";
}

/** The records of a run as its machines write them: each by its own clock, which is off by up to so much; merged by time. */
function asRecorded(records: readonly HistoryRecord[], boundMs: number, random: Random) {
  const ofRecorder = Map.groupBy(
    records.filter(({ type }) => type !== "end" && type !== "header"),
    recorderOf,
  );
  const headers: HistoryRecord[] = [];
  const all: HistoryRecord[] = [];
  const end = records.find((record) => record.type === "end")!;
  for (const [recorder, own] of ofRecorder) {
    headers.push({ type: "header", version: "0.2", recorder, clockErrorMs: boundMs, atMs: 0 });
    const offMs = Math.floor((random() * 2 - 1) * boundMs);
    const shifted = own.map((record) => ({ ...record, recorder, atMs: record.atMs + offMs }));
    all.push(...shifted, { ...end, recorder, offered: 0, atMs: end.atMs + offMs });
  }
  return [...headers, ...all.toSorted((left, right) => left.atMs - right.atMs)];
}

/** A right run on a broker of any kind, all things at least a millisecond apart. */
function run(seed: number): { records: readonly HistoryRecord[]; random: Random } {
  const random = seededRandom(seed, "clocks");
  const below = (count: number): number => Math.floor(random() * count);
  const { records } = validHistory({
    seed,
    trucks: 1 + below(3),
    eventsPerTruck: 2 + below(6),
    lanes: 1 + below(2),
    apps: 1 + below(2),
    kind: (["stream", "queue", "opaque"] as const)[below(3)]!,
    mishaps: [0, 0.1, 0.3][below(3)]!,
    isTold: false,
  });
  let atMs = 0;
  return {
    random,
    records: records.map((record) => ({ ...record, atMs: (atMs += 1 + below(4)) })),
  };
}

const bounds = [0, 1, 3, 10, 40, Infinity];

function judged(records: readonly HistoryRecord[]) {
  const { verdict, reasons } = verify(records, profiles.ordered);
  return { verdict, reasons };
}

describe("clocks that are off by no more than they are said to be", () => {
  it("make no right history invalid", () => {
    const words = new Map<string, number>();
    for (let seed = 0; seed < 600; seed += 1) {
      const { records, random } = run(seed);
      const boundMs = bounds[seed % bounds.length]!;
      const offMs = boundMs === Infinity ? 50 : boundMs;
      const recorded = asRecorded(records, offMs, random).map((record) =>
        record.type === "header" && boundMs === Infinity
          ? { type: record.type, version: "0.2", atMs: 0, recorder: record.recorder! }
          : record,
      );
      const { verdict, reasons } = judged(recorded);
      expect({ seed, verdict, reasons }).not.toMatchObject({ verdict: "invalid" });
      words.set(verdict, (words.get(verdict) ?? 0) + 1);
    }
    expect(words.get("valid")).toBeGreaterThan(50);
    expect(words.get("unknown")).toBeGreaterThan(50);
  });

  it("hide nothing that was wrong", () => {
    let invalid = 0;
    for (let seed = 0; seed < 600; seed += 1) {
      const { records, random } = run(seed);
      const wrong = misdone(records, random);
      if (wrong === undefined || judged(wrong).verdict !== "invalid") continue;
      const { verdict } = judged(asRecorded(wrong, bounds[seed % 5]!, random));
      expect({ seed, verdict }).not.toMatchObject({ verdict: "valid" });
      if (verdict === "invalid") invalid += 1;
    }
    expect(invalid).toBeGreaterThan(50);
  });
});

/** Two pieces of work change places. */
function misdone(records: readonly HistoryRecord[], random: Random): HistoryRecord[] | undefined {
  const work = records.filter(({ type }) => type === "start" || type === "effect");
  const one = work[Math.floor(random() * work.length)];
  const other = work[Math.floor(random() * work.length)];
  if (one === undefined || other === undefined || one === other) return undefined;
  return records.map((record) => {
    if (record === one) return { ...other, atMs: one.atMs };
    return record === other ? { ...one, atMs: other.atMs } : record;
  });
}
