import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { seededRandom, type Random } from "../../src/random.ts";
import type { GuaranteeProfile, Verdict } from "../../src/verify/anomaly.ts";
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

describe("trucks that go the straight way", () => {
  it("are judged as if all checks had looked at them, whatever comes later", () => {
    for (const { seed, records, profile } of histories(1500)) {
      const [fast, slow] = [judged(records, profile, false), judged(records, profile, true)];
      expect(fast, `seed ${seed}, ${profile.name}`).toEqual(slow);
    }
  });

  it("are never called valid, where little of them is remembered, and are not", () => {
    for (const { seed, records, profile } of histories(600)) {
      const verifier = createVerifier({ profile, keysAtHand: 1 });
      for (const record of records) verifier.add(record);
      if (verifier.close().verdict !== "valid") continue;
      expect(judged(records, profile, true).verdict, `seed ${seed}`).toBe("valid");
    }
  });

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
