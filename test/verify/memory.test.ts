import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { seededRandom } from "../../src/random.ts";
import { profiles } from "../../src/verify/profile.ts";
import { createVerifier, type VerifierOptions } from "../../src/verify/verify.ts";
import { history } from "./history-builder.ts";

const trucks = 20;
const keys = Array.from({ length: trucks }, (_, truck) => `truck_${truck}`);

/**
 * Events of 20 trucks as they happen, none of them kept: sent, and up to `disorder` rounds later delivered and processed, in random
 * order. So the longer a disordered history is, the more anomalies are in it.
 */
function happen(events: number, disorder: number, add: (record: HistoryRecord) => void): void {
  const random = seededRandom(3, "memory");
  const rounds = events / trucks;
  const pending: number[] = [];
  for (let round = 0; round < rounds + disorder; round += 1) {
    if (round < rounds) {
      for (let truck = 0; truck < trucks; truck += 1) send(round, truck, add);
      pending.push(round);
    }
    if (pending.length <= disorder && round < rounds) continue;
    const [seq] = pending.splice(Math.floor(random() * pending.length), 1);
    if (seq === undefined) continue;
    for (let truck = 0; truck < trucks; truck += 1) consume(seq, truck, add);
  }
  const ended = { atMs: rounds, offered: events, sendingMs: rounds };
  add({ type: "end", ...ended, drained: true, interrupted: false });
}

function send(seq: number, truck: number, add: (record: HistoryRecord) => void): void {
  const index = seq * trucks + truck;
  const [key, atMs, position] = [keys[truck]!, seq, `${1000 + index}`];
  add({ type: "send", key, seq, index, dueMs: atMs, atMs, bytes: 10, checksum: index });
  add({ type: "ack", key, seq, atMs, lane: "shard-0", position });
}

function consume(seq: number, truck: number, add: (record: HistoryRecord) => void): void {
  const index = seq * trucks + truck;
  const place = { app: "map", consumer: "c1", lane: "shard-0", position: `${1000 + index}` };
  const event = { ...place, key: keys[truck]!, seq, index, atMs: seq };
  add({ type: "delivery", ...event, bytes: 10, checksum: index, intact: true });
  add({ type: "start", ...event });
  add({ type: "effect", ...event });
}

function judged(events: number, disorder: number, options: Partial<VerifierOptions> = {}) {
  const verifier = createVerifier({ profile: profiles.ordered, ...options });
  let most = 0;
  let read = 0;
  happen(events, disorder, (record) => {
    verifier.add(record);
    read += 1;
    if (read % 5000 === 0) most = Math.max(most, verifier.retained());
  });
  return { most, verdict: verifier.close() };
}

describe("the verifier's memory", () => {
  it("does not grow with the events of an ordered history", { timeout: 120_000 }, () => {
    const short = judged(100_000, 0);
    const long = judged(500_000, 0);
    expect(long.verdict).toMatchObject({ verdict: "valid", checked: { sends: 500_000 } });
    expect(long.most).toBe(short.most);
    expect(long.most / trucks).toBeLessThan(1000);
  });

  it(
    "does not grow with the events, or the anomalies, of a disordered one",
    { timeout: 120_000 },
    () => {
      const short = judged(100_000, 4);
      const long = judged(500_000, 4);
      expect(long.verdict.counts["nonmonotonic-effect"]).toBeGreaterThan(225_000);
      expect(long.verdict.counts.lost + long.verdict.counts["nonmonotonic-send"]).toBe(0);
      expect(long.most).toBeLessThan(short.most * 1.05);
    },
  );

  it("holds no more of trucks that are packed than of what is under way", () => {
    const atHand = judged(20_000, 0);
    const packed = judged(20_000, 0, { keysAtHand: 1 });
    expect(packed.verdict).toEqual(atHand.verdict);
    expect(packed.most / trucks).toBeLessThan(4);
    expect(atHand.most / trucks).toBeGreaterThan(100);
  });

  it("finds in trucks that are packed what an application has missed that comes late", () => {
    const builder = history();
    for (const key of ["truck_7", "truck_8", "truck_9"]) {
      builder
        .in({ key, lane: `lane of ${key}` })
        .stored(0, 1)
        .consumed(0, 1);
    }
    const records = builder.in({ app: "bill" }).consumed(0, 1).end();
    const verifier = createVerifier({ profile: profiles.ordered, keysAtHand: 1 });
    for (const record of records) verifier.add(record);
    const { counts, countsByKey } = verifier.close();
    expect(counts.lost).toBe(4);
    expect([...countsByKey.keys()]).toEqual(["truck_7", "truck_8"]);
  });

  it("finds the same, with the same evidence, in trucks that are packed", () => {
    const atHand = judged(10_000, 3);
    const packed = judged(10_000, 3, { keysAtHand: 1, remembered: Infinity });
    expect(atHand.verdict.counts["nonmonotonic-effect"]).toBeGreaterThan(1000);
    expect(packed.verdict).toEqual(atHand.verdict);
  });
});
