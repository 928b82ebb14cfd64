import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { anomalyKinds } from "../../src/verify/anomaly.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { referenceCounts } from "./reference.ts";

/** Of seqs 0 … 5 each truck sends 0 … 4; 5 is a phantom wherever it appears. */
const step = fc.record({
  type: fc.constantFrom(
    "send",
    "send",
    "outcome",
    "delivery",
    "delivery",
    "start",
    "effect",
    "abandon",
    "reshard",
    "crash",
    "lease",
  ),
  start: fc.constantFrom("trim-horizon", "latest", "at-timestamp", "after-position"),
  outcome: fc.constantFrom("ack", "ack", "refused", "uncertain"),
  truck: fc.nat(1),
  seq: fc.nat(5),
  app: fc.nat(1),
  consumer: fc.nat(1),
  lane: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(2)),
  /** How far the position is from where the seq would have it. */
  shift: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -25, max: 25 })),
  isOpaque: fc.oneof({ weight: 40, arbitrary: fc.constant(false) }, fc.constant(true)),
  isIntact: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, fc.constant(false)),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Any soup of records in which no event is spoken of before it is sent and no attempt has two outcomes. */
function soup(steps: readonly Step[], drained: boolean): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  const sent = new Set<string>();
  const underWay = new Map<string, number>();
  for (const [atMs, { type, outcome, truck, seq, isIntact: intact, ...at }] of steps.entries()) {
    const key = `truck_${truck}`;
    const name = `${key} ${seq}`;
    const index = seq * 2 + truck;
    const lane = `shard-${at.lane}`;
    const position = at.isOpaque ? `m-${seq}` : `${95 + seq * 10 + truck + at.shift}`;
    const place = { app: `app_${at.app}`, consumer: `c${at.consumer}`, lane, position };
    const event = { ...place, key, seq, index, atMs };
    const payload = { bytes: 10, checksum: seq };
    const attempts = underWay.get(name) ?? 0;
    if (type === "send") {
      if (seq === 5) continue;
      sent.add(name);
      underWay.set(name, attempts + 1);
      records.push({ type, key, seq, index, dueMs: atMs, atMs, ...payload });
    } else if (type === "outcome") {
      if (attempts === 0) continue;
      underWay.set(name, attempts - 1);
      if (outcome === "ack") records.push({ type: outcome, key, seq, atMs, lane, position });
      else records.push({ type: outcome, key, seq, atMs, reason: "" });
    } else if (type === "crash") {
      records.push({ type, app: place.app, consumer: place.consumer, atMs });
    } else if (type === "lease") {
      const { app, consumer } = place;
      const from = { from: at.start, fromMs: atMs / 2, fromPosition: position };
      records.push({ type, app, consumer, lane, action: "taken", ...from, atMs });
    } else if (type === "reshard") {
      records.push({ type, atMs, parents: ["shard-0"], children: ["shard-1"] });
    } else if (sent.has(name) || seq === 5) {
      if (type === "delivery") records.push({ type, ...event, ...payload, intact });
      else if (type === "abandon") records.push({ type, ...event, reason: "" });
      else records.push({ type, ...event });
    }
  }
  const atMs = steps.length;
  records.push({ type: "end", atMs, offered: 10, sendingMs: atMs, drained, interrupted: false });
  return records;
}

describe.each(["ordered", "fleet-ordered"] as const)(
  "for any small history, judged as %s",
  (name) => {
    const profile = profiles[name];

    it("the verifier counts exactly what the plain definitions count", () => {
      const seen = new Set<string>();
      const steps = fc.array(step, { minLength: 5, maxLength: 70, size: "max" });
      fc.assert(
        fc.property(steps, fc.boolean(), (taken, drained) => {
          const records = soup(taken, drained);
          const { countsByKey, evidence } = verify(records, profile);
          const counts: Record<string, number> = {};
          for (const [key, ofKey] of countsByKey) {
            for (const kind of anomalyKinds)
              if (ofKey[kind] > 0) counts[`${key} ${kind}`] = ofKey[kind];
          }
          expect(counts).toEqual(referenceCounts(records, profile.scope));
          const pieces = Object.values(counts).reduce((sum, count) => sum + Math.min(32, count), 0);
          expect(evidence).toHaveLength(pieces);
          for (const { kind } of evidence) seen.add(kind);
        }),
        { numRuns: 4000 },
      );
      // The comparison is worth something only if the histories had everything in them.
      expect([...seen].toSorted()).toEqual([...anomalyKinds].toSorted());
    });
  },
);
