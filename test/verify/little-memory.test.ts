import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { profiles } from "../../src/verify/profile.ts";
import { createVerifier } from "../../src/verify/verify.ts";
import { history, type HistoryBuilder } from "./history-builder.ts";

/** The verdict of a verifier that keeps only what is under way. */
function judged(records: readonly HistoryRecord[]) {
  const verifier = createVerifier({ profile: profiles.ordered, keysAtHand: 1 });
  for (const record of records) verifier.add(record);
  const { verdict, counts, reasons } = verifier.close();
  return { verdict, counts, reasons: reasons.join("\n") };
}

/** Two other trucks, of which something comes twice, so that the first is packed and what is done of it forgotten. */
function others(told: HistoryBuilder): HistoryBuilder {
  for (const seq of [0, 1]) {
    for (const key of ["truck_8", "truck_9"]) {
      told
        .in({ key, lane: `lane of ${key}` })
        .stored(seq)
        .delivered(seq)
        .consumed(seq);
    }
  }
  return told.in({ key: "truck_7", lane: "shard-0" });
}

describe("a truck whose done events are forgotten", () => {
  it("is not said to be in the log otherwise when an event comes from before them", () => {
    const told = others(history().stored(0, 1).delivered(1).processed(1)).consumed(0).end();
    const { verdict, counts, reasons } = judged(told);
    expect(counts["nonmonotonic-send"]).toBe(0);
    // That #1 was completed before #0, which stands before it, is known all the same.
    expect([verdict, counts["nonmonotonic-effect"]]).toEqual(["invalid", 1]);
    expect(reasons).toContain("nonmonotonic-send could not judge 1 case");
  });

  it("is found in another order all the same where it stands so", () => {
    const told = history().stored(1).sent(0).acked(0, "1002").delivered(1).processed(1);
    const { counts } = judged(others(told).delivered(0, "1002").processed(0, "1002").end());
    expect(counts).toMatchObject({ "nonmonotonic-send": 1, "nonmonotonic-effect": 0 });
  });

  it("is not said to be corrupt when an event is sent again otherwise and arrives as it was sent first", () => {
    const told = others(history()).sent(0).refused(0);
    const other = { key: "truck_7", seq: 0, index: 0, bytes: 99, checksum: 5, dueMs: 0 };
    told.records.push({ type: "send", ...other, atMs: told.records.length });
    const { verdict, counts, reasons } = judged(told.acked(0).consumed(0).end());
    expect([verdict, counts.corrupt]).toEqual(["unknown", 0]);
    expect(reasons).toContain("corrupt could not judge 1 case");
  });

  it("is not said to be lost when what lies before its reader's beginning is sent again", () => {
    const told = history().stored(0).leased("latest").stored(1).consumed(1).delivered(1);
    const again = others(told).sent(0).acked(0).end();
    const { verdict, counts, reasons } = judged(again);
    expect([verdict, counts.lost]).toEqual(["unknown", 0]);
    expect(reasons).toContain("lost could not judge 1 case");
  });

  it("is not said to be lost when an event, in the log perhaps since before the reshard, is sent again", () => {
    const told = history().in({ key: "truck_8" }).deleted(0).in({ key: "truck_7" });
    told.sent(0).refused(0).in({ lane: "shard-2" }).leased("at-timestamp").uncertain(0);
    told.resharded(["shard-0"], ["shard-1", "shard-2"]).in({ lane: "shard-0" });
    const { counts, reasons } = judged(told.sent(0).acked(0).end());
    expect(counts.lost).toBe(0);
    expect(reasons).not.toContain("sent after a reshard");
  });

  it("is not stale when the event on top is done again, though it does not say where that stands", () => {
    const told = history().sent(0, 1).consumed(1).consumed(0);
    const again = others(told).started(0).completed(0);
    const untold = { key: "truck_7", seq: 1, app: "map", consumer: "c1" };
    again.records.push({ type: "effect", ...untold, atMs: again.records.length });
    expect(judged(again.end()).counts["stale-effect"]).toBe(0);
  });

  it("is not valid when an event is acknowledged, after it was done, elsewhere than it came from perhaps", () => {
    const told = others(history().sent(0).consumed(0)).acked(0, "900").end();
    const { verdict, reasons } = judged(told);
    expect(verdict).toBe("unknown");
    expect(reasons).toContain("1 acknowledgement is of an event of which it is not remembered");
  });

  it("is not overtaken by what was done, and came again from further ahead", () => {
    const told = history().stored(0).sent(1).acked(1).delivered(0).delivered(1).discarded(1);
    const { verdict, counts, reasons } = judged(
      others(told).delivered(1, "900").started(1).completed(1).processed(0).end(),
    );
    expect(counts).toMatchObject({ overtake: 0, "nonmonotonic-effect": 0 });
    expect(verdict).not.toBe("valid");
    expect(reasons).toContain("not remembered any more");
  });
});

it("a payload of which only the size is known is compared with what comes of it long after, or the verdict is unknown", () => {
  const told = history();
  const untold = { checksum: undefined, intact: true };
  const only = (records: readonly HistoryRecord[]) =>
    records.map((record) => ("checksum" in record ? { ...record, ...untold } : record));
  for (let seq = 0; seq < 100; seq += 1) told.stored(seq).consumed(seq);
  told.delivered(3, undefined, { bytes: 7 });
  const verifier = createVerifier({ profile: profiles.ordered });
  for (const record of only(told.end())) verifier.add(record as HistoryRecord);
  expect(verifier.close().verdict).not.toBe("valid");
});

/** More events than there are in one piece of a long list. */
it("a truck with thousands of events under way is judged as any other, though they come and are done backwards", () => {
  const told = history();
  const seqs = Array.from({ length: 5000 }, (_, seq) => seq);
  const backwards = seqs.toReversed();
  for (const seq of backwards) told.sent(seq);
  for (const seq of seqs) told.acked(seq, `${100_000 + seq}`);
  for (const seq of backwards) told.delivered(seq, `${100_000 + seq}`);
  for (const seq of backwards) told.processed(seq, `${100_000 + seq}`);
  const verifier = createVerifier({ profile: profiles.ordered });
  for (const record of told.end()) verifier.add(record);
  const { counts } = verifier.close();
  expect(counts).toMatchObject({ "nonmonotonic-effect": 4999, overtake: 4999, lost: 0 });
  expect(counts).toMatchObject({ "nonmonotonic-send": 0, "duplicate-effect": 0, misrouted: 0 });
});

it("the log is not said to be in another order while it becomes less, and more again, what may be remembered", () => {
  for (let events = 10; events < 200; events += 10) {
    const told = history();
    const seqs = Array.from({ length: events }, (_, seq) => seq);
    told.stored(...seqs);
    for (const seq of seqs.toReversed()) told.consumed(seq);
    const verifier = createVerifier({ profile: profiles.ordered, remembered: 100 });
    for (const record of told.end()) verifier.add(record);
    expect(verifier.close().counts["nonmonotonic-send"], `${events} events`).toBe(0);
  }
});
