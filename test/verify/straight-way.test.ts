import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { seededRandom, type Random } from "../../src/random.ts";
import {
  type AnomalyKind,
  anomalyKinds,
  type GuaranteeProfile,
  type Verdict,
} from "../../src/verify/anomaly.ts";
import { profiles } from "../../src/verify/profile.ts";
import { checks, createVerifier } from "../../src/verify/verify.ts";
import { mutant } from "./oracle/mutant.ts";
import { soup } from "./oracle/soup.ts";

/** With checks of one's own, every truck is looked at by all of them from its first record on. */
function judged(
  records: readonly HistoryRecord[],
  profile: GuaranteeProfile,
  isLookedAt: boolean,
): Verdict {
  const verifier = createVerifier({ profile, ...(isLookedAt ? { checks: [...checks] } : {}) });
  for (const record of records) verifier.add(record);
  return verifier.close();
}

/** One truck's events as they should be, a few of them under way at once; every third is committed with the two before it. */
function straight(events: number, underWay: number): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  const at = () => ({ key: "truck", atMs: records.length });
  for (let from = 0; from < events; from += underWay) {
    const seqs = Array.from({ length: Math.min(underWay, events - from) }, (_, of) => from + of);
    const events_ = seqs.map((seq) => ({ seq, index: seq, lane: "s", position: `${1000 + seq}` }));
    for (const { seq, index, lane, position } of events_) {
      records.push({ type: "send", seq, index, dueMs: 0, bytes: 5, checksum: seq, ...at() });
      records.push({ type: "ack", seq, lane, position, ...at() });
    }
    const consumed = events_.map((event) => ({ app: "map", consumer: "c", ...event }));
    for (const event of consumed) {
      records.push({ type: "delivery", bytes: 5, checksum: event.seq, ...event, ...at() });
    }
    for (const event of consumed) {
      records.push({ type: "start", ...event, ...at() }, { type: "effect", ...event, ...at() });
    }
    for (const event of consumed) {
      records.push({ type: "commit", scope: "event", ...event, ...at() });
    }
  }
  const end = { offered: events, sendingMs: 0, drained: true, interrupted: false };
  records.push({ type: "end", atMs: records.length, ...end });
  return records;
}

/** One or two records left out, done twice, or moved; no further than each truck is judged whatever else there is. */
function broken(records: readonly HistoryRecord[], random: Random): HistoryRecord[] {
  const left = [...records];
  for (let faults = random() < 0.5 ? 1 : 2; faults > 0; faults -= 1) {
    const at = Math.floor(random() * left.length);
    const to = Math.floor(at + random() * 12);
    const record = left[at]!;
    const what = random();
    if (what < 0.4) left.splice(at, 1);
    if (what > 0.6) left.splice(at + Math.floor(random() * 150), 0, record);
    if (what >= 0.4 && what <= 0.6) left.splice(to, 0, ...left.splice(at, 1));
  }
  return left.map((record, atMs) => ({ ...record, atMs }));
}

/** Soups and mutants, judged by one profile after the other. */
function* histories(count: number) {
  const first = Math.floor(Math.random() * 1e9);
  const all = Object.values(profiles);
  for (let at = 0; at < count; at += 1) {
    const make = at % 2 === 0 ? soup : mutant;
    const records = make(seededRandom(first + at, make.name));
    yield { seed: first + at, records, profile: all[(at >> 1) % all.length]! };
  }
}

/** Where a history that contradicts itself so has its events is not specified. */
const unspecified = [
  "with two indices",
  "with one index",
  "come of themselves",
  "do not compare",
  "where they were not delivered",
];

/** The most that may be counted of an anomaly where little is remembered: bounds of docs/HISTORY.md. */
function mostOf(kind: AnomalyKind, all: Partial<Record<AnomalyKind, number>>): number {
  // What an application that appears late has passed by may count as unseen; a late event may be found further ahead.
  if (kind === "unseen") return (all.unseen ?? 0) + (all.lost ?? 0);
  if (kind === "nonmonotonic-send" && (all["duplicate-log"] ?? 0) > 0) return Infinity;
  return all[kind] ?? 0;
}

describe("trucks that go the straight way", () => {
  it("are judged as if all checks had looked at them, whatever comes later", () => {
    for (const { seed, records, profile } of histories(1500)) {
      const [fast, slow] = [judged(records, profile, false), judged(records, profile, true)];
      expect(fast, `seed ${seed}, ${profile.name}`).toEqual(slow);
    }
  });

  it.each([{ keysAtHand: 1 }, { remembered: 0 }])(
    "are perhaps unknown where little of them is remembered (%o); nothing is claimed that is not so, nor valid what is not",
    (room) => {
      for (const { seed, records, profile } of histories(2000)) {
        const verifier = createVerifier({ profile, ...room });
        for (const record of records) verifier.add(record);
        const [little, all] = [verifier.close(), judged(records, profile, true)];
        const about = `seed ${seed}, ${profile.name}: ${little.reasons.join("; ")}`;
        // Of an event that is sent again, the index before is forgotten with it.
        const isOfIndices = all.reasons.every((reason) => reason.includes("with two indices"));
        if (all.verdict !== "valid" && !isOfIndices)
          expect(little.verdict, about).not.toBe("valid");
        if (all.reasons.some((reason) => unspecified.some((text) => reason.includes(text))))
          continue;
        for (const [key, counts] of little.countsByKey) {
          const most = all.countsByKey.get(key) ?? {};
          for (const kind of anomalyKinds) {
            const of = `${key} ${kind}, ${about}`;
            expect(counts[kind], of).toBeLessThanOrEqual(mostOf(kind, most));
          }
        }
        if (all.verdict !== "invalid") expect(little.verdict, about).not.toBe("invalid");
      }
    },
  );

  it.each([1, 3, 20, 40])("are so with many events, %i under way at once", (underWay) => {
    const seed = Math.floor(Math.random() * 1e9);
    const records = straight(160, underWay);
    expect(judged(records, profiles["exactly-once-ordered"], false).reasons).toEqual([]);
    for (let at = 0; at < 150; at += 1) {
      const wrong = broken(records, seededRandom(seed + at, "broken"));
      const profile = profiles["exactly-once-ordered"];
      const [fast, slow] = [judged(wrong, profile, false), judged(wrong, profile, true)];
      expect(fast, `seed ${seed + at}`).toEqual(slow);
    }
  });
});

it("a verifier's methods may be handed on by themselves", () => {
  const { add, close } = createVerifier({ profile: profiles.ordered });
  for (const record of straight(3, 1)) add(record);
  expect(close().verdict).toBe("valid");
});
