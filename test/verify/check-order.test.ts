import { describe, expect, it } from "vitest";

import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { blamed, found } from "./found.ts";
import { history } from "./history-builder.ts";

describe("nonmonotonic-send", () => {
  it("an event logged behind a later one is late, and the consumer that follows the log is not blamed", () => {
    // 0 was throttled and sent again after 1.
    const records = history()
      .sent(0, 1)
      .acked(1, "10")
      .acked(0, "11")
      .delivered(1, "10")
      .delivered(0, "11")
      .processed(1, "10")
      .processed(0, "11")
      .end();
    expect(blamed(records)).toEqual(["nonmonotonic-send truck_7 #0"]);
    expect(verify(records, profiles.ordered).evidence[0]?.detail).toBe(
      "truck_7 #0 (shard-0, position 11, consumer c1, at 9 ms) was sent before truck_7 #1 (shard-0, position 10, consumer c1, at 7 ms) but stands after it in the log",
    );
  });

  it("every event passed by one that jumped ahead is late, once", () => {
    const builder = history().sent(0, 1, 2, 3);
    builder.delivered(3, "9").delivered(0, "10").delivered(1, "11").delivered(2, "12");
    expect(found(builder.end())).toEqual({ "nonmonotonic-send": 3 });
  });

  it("positions of different lengths are compared as numbers", () => {
    const builder = history().sent(0, 1).delivered(0, "999").delivered(1, "1000");
    expect(found(builder.end())).toEqual({});
  });

  it("an ordered log delivered out of order is in order", () => {
    const builder = history().sent(0, 1, 2, 3).delivered(2).delivered(0).delivered(3).delivered(1);
    expect(found(builder.end())).toEqual({});
  });

  it("a copy behind later events is a duplicate, not disorder", () => {
    const builder = history().stored(0, 1).consumed(0, 1).delivered(0, "1009");
    expect(found(builder.end())).toEqual({ "duplicate-log": 1 });
  });

  it("an original that is delivered after its copy makes the event punctual", () => {
    // The log holds 0, 1, 0 again; the copy of 0 is delivered before the original.
    const builder = history().sent(0, 1).delivered(1).delivered(0, "1009").delivered(0, "1000");
    expect(found(builder.end())).toEqual({ "duplicate-log": 1 });
  });

  it("two applications that read one disordered log find it disordered once", () => {
    const builder = history().sent(0, 1).delivered(1, "10").delivered(0, "11");
    const records = builder.in({ app: "billing" }).delivered(1, "10").delivered(0, "11").end();
    expect(found(records)).toEqual({ "nonmonotonic-send": 1 });
  });

  it("a lane stands before what resharding made of it, whatever the positions", () => {
    // 1 went to the parent; 0, throttled, was sent again when there was only the child.
    const builder = history().sent(0, 1).acked(1).delivered(1).processed(1);
    builder.resharded(["shard-0"], ["shard-1"]).resharded(["shard-1"], ["shard-2", "shard-3"]);
    builder.in({ lane: "shard-2" }).acked(0, "7").delivered(0, "7").processed(0, "7");
    expect(blamed(builder.end())).toEqual(["nonmonotonic-send truck_7 #0"]);
  });

  it("a disorder between parent and child is found though the parent is read late", () => {
    const builder = history().sent(0, 1).resharded(["shard-0"], ["shard-1"]);
    builder.in({ lane: "shard-1" }).delivered(0).in({ lane: "shard-0" }).delivered(1);
    expect(found(builder.end())).toEqual({ "nonmonotonic-send": 1 });
  });

  it("an event of a parent that is read too late makes late only what is not judged yet", () => {
    const builder = history().stored(400).resharded(["shard-0"], ["shard-1"]);
    builder.in({ lane: "shard-1" });
    for (let seq = 0; seq < 300; seq += 1) builder.stored(seq).consumed(seq);
    const { counts } = verify(
      builder.in({ lane: "shard-0" }).delivered(400).end({ drained: false }),
      profiles.ordered,
    );
    expect(counts["nonmonotonic-send"]).toBeLessThan(300);
  });

  it("message ids have no log order", () => {
    const builder = history().sent(0, 1).delivered(1, "m-1").delivered(0, "m-0");
    expect(found(builder.end())).toEqual({});
  });

  it("an entry delivered too late to be judged makes the verdict unknown, not valid", () => {
    const builder = history().stored(0);
    for (let seq = 1; seq < 300; seq += 1) builder.stored(seq).consumed(seq);
    const records = builder.delivered(0).end({ drained: false });
    const { counts, verdict, reasons } = verify(records, profiles.ordered);
    expect({ verdict, late: counts["nonmonotonic-send"] }).toEqual({ verdict: "unknown", late: 0 });
    expect(reasons).toContain(
      "the check nonmonotonic-send could not judge 1 case: the history is too disordered for its bounded memory, or says too little",
    );
  });
});

describe("nonmonotonic-effect", () => {
  it("an event delivered and completed after a later one is late", () => {
    const records = history().stored(0, 1).consumed(1, 0).end();
    expect(blamed(records)).toEqual(["nonmonotonic-effect truck_7 #0"]);
    expect(verify(records, profiles.ordered).evidence[0]).toMatchObject({
      otherSeq: 1,
      app: "map",
    });
  });

  it("every event that comes after a later one counts, once", () => {
    expect(found(history().stored(0, 1, 2).consumed(2, 0, 1).end())).toEqual({
      "nonmonotonic-effect": 2,
    });
  });

  it("going against a disordered log is late although it follows the intent", () => {
    // The log holds 1, 0; the consumer completes 0, 1.
    const builder = history().sent(0, 1).delivered(0, "11").processed(0, "11");
    expect(blamed(builder.delivered(1, "10").processed(1, "10").end()).toSorted()).toEqual([
      "nonmonotonic-effect truck_7 #1",
      "nonmonotonic-send truck_7 #0",
    ]);
  });

  it("completing an event again is no disorder", () => {
    expect(found(history().stored(0, 1).consumed(0, 1, 0, 1).end())).toEqual({
      "duplicate-effect": 2,
    });
  });

  it("between lanes the intent decides", () => {
    const builder = history().in({ lane: "shard-1" }).stored(1).consumed(1);
    const records = builder.in({ lane: "shard-0" }).stored(0).consumed(0).end();
    expect(found(records)).toEqual({ "nonmonotonic-effect": 1, misrouted: 1 });
  });

  it("an event of a parent that is completed after one of its child is late", () => {
    const builder = history().stored(0).resharded(["shard-0"], ["shard-1"]);
    builder.in({ lane: "shard-1" }).sent(1).acked(1, "7").delivered(1, "7").processed(1, "7");
    const records = builder.in({ lane: "shard-0" }).consumed(0).end();
    expect(blamed(records)).toEqual(["nonmonotonic-effect truck_7 #0"]);
    expect(verify(records, profiles.ordered).evidence[0]?.detail).toContain(
      "which stands after it in the log",
    );
  });

  it("a consumer that reads a parent to its end and then its child follows the log", () => {
    // The log holds 1 in the parent and 0 in the child.
    const builder = history().sent(0, 1).acked(1).consumed(1).resharded(["shard-0"], ["shard-1"]);
    const records = builder.in({ lane: "shard-1" }).acked(0).consumed(0).end();
    expect(blamed(records)).toEqual(["nonmonotonic-send truck_7 #0"]);
  });

  it("where positions do not compare the intent decides", () => {
    const builder = history().sent(0, 1).delivered(1, "m-1").processed(1, "m-1");
    expect(found(builder.delivered(0, "m-0").processed(0, "m-0").end())).toEqual({
      "nonmonotonic-effect": 1,
    });
  });

  it("an event first completed from its copy keeps the place of its original", () => {
    // 0 failed at its first delivery; 1 was completed; then 0 from its copy behind 1.
    const builder = history().stored(0, 1).delivered(0).started(0).abandoned(0).delivered(1);
    const records = builder.processed(1).delivered(0, "1009").processed(0, "1009").end();
    expect(found(records)).toEqual({
      "duplicate-log": 1,
      "nonmonotonic-effect": 1,
      overtake: 1,
    });
  });
});
