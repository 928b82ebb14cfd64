/**
 * Cases found from outside: histories that were called valid and must not be. V1 … V9; V10 is about memory (memory.test.ts), V11 about
 * files and terminals (test/history, test/cli).
 */
import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import type { GuaranteeProfile } from "../../src/verify/anomaly.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { found } from "./found.ts";
import { history, type HistoryBuilder } from "./history-builder.ts";
import { validHistory } from "./valid-history.ts";

function judged(records: readonly HistoryRecord[], profile: GuaranteeProfile = profiles.ordered) {
  const { verdict, reasons } = verify(records, profile);
  return { verdict, reasons: reasons.join("; ") };
}

function expectUnknown(records: readonly HistoryRecord[], reason: string): void {
  const { verdict, reasons } = judged(records);
  expect({ verdict, reasons }).toEqual({
    verdict: "unknown",
    reasons: expect.stringContaining(reason),
  });
}

describe("V1: consumers before their sends", () => {
  it("are judged as if the sends had come first", () => {
    const builder = history().delivered(1).processed(1).delivered(0).processed(0);
    expect(found(builder.sent(0, 1).acked(0).acked(1).end())).toEqual({ "nonmonotonic-effect": 1 });
  });

  it("with other payloads are corrupt, as if the sends had come first", () => {
    const builder = history().delivered(0, "1000", { bytes: 7 }).processed(0);
    expect(found(builder.sent(0).acked(0).end())).toEqual({ corrupt: 1 });
  });

  it("show every anomaly, however far the producer's clock is ahead", () => {
    const shape = { trucks: 1, eventsPerTruck: 40, lanes: 1, apps: 1, kind: "stream" } as const;
    const { records } = validHistory({ seed: 5, ...shape, mishaps: 0, isTold: false });
    // Two neighbours of a truck change places in what the consumer does.
    const work = records.filter((r) => r.type === "start" || r.type === "effect");
    const disordered = records.map((record) => {
      const at = work.indexOf(record as never);
      if (at < 0 || at >= 40) return record;
      return { ...work[at ^ 2]!, atMs: record.atMs };
    });
    const isOfProducer = ({ type }: HistoryRecord): boolean => type === "send" || type === "ack";
    const expected = found(disordered);
    expect(expected["nonmonotonic-effect"]).toBeGreaterThan(2);
    for (const aheadMs of [1, 10, 100, 1000]) {
      const shifted = disordered
        .map((r) => (isOfProducer(r) ? { ...r, atMs: r.atMs + aheadMs } : r))
        .toSorted((left, right) => left.atMs - right.atMs)
        .map((record, atMs) => ({ ...record, atMs }));
      const end = shifted.findIndex(({ type }) => type === "end");
      expect(found([...shifted.toSpliced(end, 1), shifted[end]!])).toEqual(expected);
    }
  });

  it("further before them than can be waited for make it unknown, with their number", () => {
    const builder = history().delivered(0).processed(0).in({ key: "truck_8" });
    for (let seq = 0; seq < 40_000; seq += 1) builder.stored(seq).consumed(seq);
    builder.in({ key: "truck_7" }).stored(0);
    expectUnknown(
      builder.end(),
      "1 event was sent after consumers had it, too late to be put in order",
    );
  });
});

describe("V2: effects without deliveries", () => {
  it("of an event that nobody sent are a phantom", () => {
    const builder = history().stored(0).consumed(0).started(7).completed(7);
    expect(found(builder.end())).toEqual({ phantom: 1 });
  });

  it("of an application that received nothing make it unknown, and name it", () => {
    const builder = history().stored(0).consumed(0).in({ app: "billing" }).processed(0);
    expectUnknown(builder.end(), "no deliveries of billing are recorded");
  });

  it("of an event that the application did not receive make it unknown", () => {
    const builder = history().stored(0, 1).consumed(0).processed(1).delivered(1).processed(1);
    expectUnknown(builder.end(), "2 records of work of map are on events that it did not receive");
  });
});

describe("V3: checks without input are named", () => {
  const whole = history().stored(0, 1).consumed(0, 1).end();
  const without = (type: HistoryRecord["type"]) => whole.filter((record) => record.type !== type);

  it("no start", () => {
    expectUnknown(without("start"), "no starts are recorded: not judged: overtake, key-overlap");
  });

  it("no start of one application of two", () => {
    const builder = history().stored(0).consumed(0).in({ app: "billing" }).delivered(0);
    expectUnknown(builder.completed(0).end(), "no starts of billing are recorded");
  });

  it("no ack", () => {
    expectUnknown(without("ack"), "2 sends have no outcome");
  });

  it("only uncertain sends, of which some were never seen", () => {
    const builder = history().sent(0, 1).uncertain(0).uncertain(1).consumed(0);
    expectUnknown(builder.end(), "whether 1 event that nobody received is lost was not judged");
  });

  it("no send at all", () => {
    expectUnknown(without("send"), "no sends are recorded: not judged: ");
  });

  it("a thousand events due and one sent", () => {
    const due = (fields: object) =>
      whole.map((r) => (r.type === "end" ? { ...r, offered: 1000, ...fields } : r));
    expectUnknown(due({}), "1000 events fell due and 2 were sent");
    expect(judged(due({ sent: 2 })).verdict).toBe("valid");
    expectUnknown(due({ sent: 3 }), "an end that counts other sends");
  });

  it("a hundred sends without outcome and one delivered", () => {
    const builder = history();
    for (let seq = 0; seq < 100; seq += 1) builder.sent(seq);
    expectUnknown(builder.consumed(0).end(), "100 sends have no outcome");
  });

  it("nothing is missed that the profile does not ask for", () => {
    expect(judged(without("start"), profiles.unordered).verdict).toBe("valid");
  });
});

describe("V4: what is far apart", () => {
  it("another checksum 3,000 sends later is found", () => {
    const builder = history();
    for (let seq = 0; seq < 3000; seq += 1) builder.stored(seq);
    builder.delivered(0, "1000", { bytes: 7 }).processed(0);
    for (let seq = 1; seq < 3000; seq += 1) builder.consumed(seq);
    expect(found(builder.end())).toEqual({ corrupt: 1 });
  });

  it("a copy 64 events back is found, at a higher position and at a lower one", () => {
    for (const position of ["5000", "500"]) {
      const builder = history();
      for (let seq = 0; seq < 65; seq += 1) builder.stored(seq).consumed(seq);
      expect(found(builder.delivered(0, position).end())).toEqual({ "duplicate-log": 1 });
    }
  });

  it("a copy that nothing is remembered of is unknown where copies are forbidden", () => {
    const builder = history();
    for (let seq = 0; seq < 3000; seq += 1) builder.stored(seq).consumed(seq);
    const records = builder.delivered(0, "500").end();
    const { verdict, reasons } = judged(records, profiles["exactly-once-ordered"]);
    expect(verdict).toBe("unknown");
    expect(reasons).toContain("the check duplicate-log could not judge 1 case");
    expect(verify(records, profiles.ordered).notes.join()).toContain("duplicate-log");
  });

  it("a payload delivered again when nothing is remembered of it is unknown", () => {
    const builder = history();
    for (let seq = 0; seq < 3000; seq += 1) builder.stored(seq).consumed(seq);
    expectUnknown(builder.delivered(0).end(), "the check corrupt could not judge 1 case");
  });
});

describe("V5: histories that contradict themselves", () => {
  const valid = () => history().stored(0).consumed(0);

  it.each<[string, HistoryBuilder, string]>([
    [
      "acknowledged at one place, delivered from another",
      history().sent(0).acked(0, "1").in({ lane: "shard-1" }).delivered(0, "77").processed(0),
      "events delivered, but not from where they were acknowledged",
    ],
    [
      "two events at one position",
      history().sent(0, 1).acked(0, "5").acked(1, "5").delivered(0, "5").processed(0).consumed(1),
      "two events at one position",
    ],
    [
      "two keys at one position",
      valid().in({ key: "truck_8" }).stored(0).consumed(0),
      "two events at one position",
    ],
    [
      "acknowledged at two positions, one delivered",
      history().sent(0, 0).acked(0, "1").acked(0, "2").delivered(0, "1").processed(0, "1"),
      "events delivered, but not from where they were acknowledged",
    ],
    [
      "an acknowledgement in a parent after the reshard",
      valid().resharded(["shard-0"], ["shard-1"]).stored(1).consumed(1),
      "events sent after a reshard and acknowledged in a parent",
    ],
    [
      "a reshard cycle",
      valid().resharded(["shard-0"], ["shard-1"]).resharded(["shard-1"], ["shard-0"]),
      "lanes that come of themselves",
    ],
    [
      "both refused and acknowledged",
      history().sent(0).refused(0).acked(0).consumed(0),
      "fates of attempts that were not sent, or had one already",
    ],
    [
      "an acknowledgement of nothing that was sent",
      valid().acked(1).delivered(1),
      "fates of attempts that were not sent, or had one already",
    ],
  ])("%s", (_, builder, contradiction) => {
    const { verdict, reasons } = judged(builder.end());
    expect(verdict).not.toBe("valid");
    expect(reasons).toContain(`the history contradicts itself: ${contradiction}`);
  });

  it("records after the end, and two ends", () => {
    const ended = valid().end();
    expectUnknown([...ended, ...history().sent(1).records], "records after the end");
    expectUnknown([...ended, ended.at(-1)!], "a second end");
  });

  it("a history appended twice", () => {
    const once = valid().end();
    expectUnknown([...once, ...once], "records after the end");
  });

  it("a delivery whose index contradicts its send", () => {
    const records = valid().end();
    const other = records.map((r) => (r.type === "delivery" ? { ...r, index: 77 } : r));
    const { verdict, reasons } = judged(other, profiles["fleet-ordered"]);
    expect(verdict).toBe("unknown");
    expect(reasons).toContain("records of one event with two indices");
  });

  it("times that run against the order of the file", () => {
    const records = valid().end();
    const back = records.map((r) => (r.type === "delivery" ? { ...r, atMs: 0.5 } : r));
    expectUnknown(back, "times that run against the order of the records");
  });

  it("a send acknowledged at two positions and delivered from both is a duplicate, no contradiction", () => {
    const builder = history().sent(0, 0).acked(0, "1").acked(0, "2").delivered(0, "1");
    const records = builder.processed(0, "1").delivered(0, "2").end();
    expect(found(records)).toEqual({ "duplicate-log": 1 });
    expect(judged(records).verdict).toBe("valid");
  });

  it("an SDK that repeats a send whose answer was lost contradicts nothing", () => {
    // The event is at 1 and at 2; the only answer names 2.
    const builder = history().sent(0).acked(0, "2").delivered(0, "1").processed(0, "1");
    expect(judged(builder.delivered(0, "2").end())).toEqual({ verdict: "valid", reasons: "" });
  });
});

describe("V6: an inversion", () => {
  it("does not turn the detection of losses off", () => {
    const builder = history().sent(0, 1, 2, 3, 4).acked(0, "1").acked(2, "2").acked(1, "3");
    builder.acked(3, "4").acked(4, "5");
    const at = ["1", "3", "2", "4", "5"];
    for (const seq of [0, 2, 1, 4]) builder.delivered(seq, at[seq]).processed(seq, at[seq]);
    expect(found(builder.end({ drained: false }))).toEqual({ lost: 1, "nonmonotonic-send": 1 });
  });
});

describe("V7: refused without a send, then delivered", () => {
  it("is one phantom", () => {
    const builder = history().stored(0).consumed(0).refused(1).delivered(1);
    expect(found(builder.end())).toEqual({ phantom: 1 });
  });
});

describe("V8: delivered, never processed, passed by", () => {
  it("by a checkpoint beyond it", () => {
    const builder = history().stored(0, 1).delivered(0).consumed(1).checkpointed("1001");
    const { evidence } = verify(builder.end({ drained: false }), profiles.ordered);
    expect(evidence).toMatchObject([
      { kind: "overtake" },
      { kind: "unprocessed", key: "truck_7", seq: 0, app: "map" },
    ]);
    expect(evidence[1]?.detail).toContain("a checkpoint went past it");
  });

  it("by its own delete", () => {
    const builder = history().stored(0, 1).delivered(0).deleted(0).consumed(1);
    expect(found(builder.end({ drained: false }))).toEqual({ overtake: 1, unprocessed: 1 });
  });

  it("by the delete of a later one of its truck", () => {
    const builder = history().stored(0, 1).delivered(0).consumed(1).deleted(1);
    expect(found(builder.end({ drained: false }))).toEqual({ overtake: 1, unprocessed: 1 });
  });

  it("by a drain", () => {
    expect(found(history().stored(0, 1).consumed(0).delivered(1).end())).toEqual({
      unprocessed: 1,
    });
  });
});

describe("V9: an earlier event done again on top", () => {
  it("is stale", () => {
    const builder = history().stored(0, 1, 2, 3, 4, 5).consumed(0, 1, 2, 3, 4, 5);
    builder.in({ consumer: "c2" });
    for (const seq of [1, 2, 3]) builder.delivered(seq).processed(seq);
    const records = builder.end();
    expect(found(records)).toEqual({ "duplicate-effect": 3, "stale-effect": 3 });
    expect(judged(records).verdict).toBe("invalid");
  });
});
