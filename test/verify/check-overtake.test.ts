import { describe, expect, it } from "vitest";

import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { blamed, found } from "./found.ts";
import { history } from "./history-builder.ts";

describe("overtake", () => {
  it("starting an event while the one before is in work overtakes it", () => {
    const builder = history().stored(0, 1).delivered(0).delivered(1).started(0).started(1);
    const records = builder.completed(0).completed(1).end();
    expect(blamed(records)).toEqual(["overtake truck_7 #1"]);
    expect(verify(records, profiles.ordered).evidence[0]?.detail).toBe(
      "truck_7 #1 (shard-0, position 1001, consumer c1, at 7 ms) was started while truck_7 #0 (shard-0, position 1000, consumer c1, at 4 ms), which stands before it in the log, was not completed",
    );
  });

  it("ten events of a truck in work at once are nine overtakes", () => {
    // A batch handler that starts all it received.
    const builder = history();
    for (let seq = 0; seq < 10; seq += 1) builder.stored(seq).delivered(seq);
    for (let seq = 0; seq < 10; seq += 1) builder.started(seq);
    for (let seq = 0; seq < 10; seq += 1) builder.completed(seq);
    expect(found(builder.end())).toEqual({ overtake: 9 });
  });

  it("going on to a later event after an earlier one was abandoned overtakes it", () => {
    const builder = history().stored(0, 1).delivered(0).delivered(1).started(0).abandoned(0);
    expect(found(builder.processed(1).processed(0).end())).toEqual({
      overtake: 1,
      "nonmonotonic-effect": 1,
    });
  });

  it("a consumer that begins again at the abandoned event overtakes nothing", () => {
    const builder = history().stored(0, 1, 2).delivered(0).delivered(1).delivered(2);
    builder.processed(0).started(1).abandoned(1).in({ consumer: "c2" });
    expect(found(builder.consumed(1, 2).end())).toEqual({});
  });

  it("a consumer that reads again from a checkpoint before the open event overtakes nothing", () => {
    // 0 and 1 were completed but not committed; 2 was in work when c1 crashed.
    const builder = history().stored(0, 1, 2).delivered(0).delivered(1).delivered(2);
    builder.processed(0).processed(1).started(2).abandoned(2).in({ consumer: "c2" });
    builder.delivered(0).delivered(1).delivered(2).processed(0).processed(1).processed(2);
    expect(found(builder.end())).toEqual({ "duplicate-effect": 2 });
  });

  it("what a consumer had in hand when it died is not overtaken by whoever goes on", () => {
    // c1 had 0 and 1 in hand and died; c2 begins at 1, because 0 was checkpointed ahead of the work.
    const builder = history().stored(0, 1).delivered(0).delivered(1).started(0).crashed();
    expect(found(builder.in({ consumer: "c2" }).consumed(1).end())).toEqual({ unprocessed: 1 });
  });

  it("what another consumer had in hand is overtaken all the same", () => {
    const builder = history().stored(0, 1).delivered(0).delivered(1).started(0).crashed("c9");
    expect(found(builder.started(1).end())).toEqual({ overtake: 1 });
  });

  it("an event that was received again before its first consumer died is still in hand", () => {
    const builder = history().stored(0, 1).delivered(0).in({ consumer: "c2" }).delivered(0);
    expect(found(builder.crashed("c1").delivered(1).started(1).end())).toEqual({ overtake: 1 });
  });

  it("an event that is received again after its consumer died is in hand again", () => {
    const builder = history().stored(0, 1).delivered(0).delivered(1).crashed();
    const records = builder.in({ consumer: "c2" }).delivered(0).delivered(1).started(1).end();
    expect(found(records)).toEqual({ overtake: 1 });
  });

  it("an event still in the parent lane is overtaken by one of its child, whatever the positions", () => {
    const builder = history().stored(0).delivered(0).resharded(["shard-0"], ["shard-1"]);
    builder.in({ lane: "shard-1" }).sent(1).acked(1, "7").delivered(1, "7").started(1, "7");
    builder.in({ lane: "shard-0" }).completed(0).in({ lane: "shard-1" }).completed(1, "7");
    expect(found(builder.end())).toEqual({ overtake: 1 });
  });

  it("an event of a child lane overtakes nothing while one of its parent is in work", () => {
    // 5 stands in the parent, 1 in the child: out of order in the log, and 1 has to wait.
    const builder = history().resharded(["shard-0"], ["shard-1"]).sent(1, 5);
    builder.delivered(5).in({ lane: "shard-1" }).delivered(1).in({ lane: "shard-0" });
    builder.processed(5).in({ lane: "shard-1" }).processed(1);
    expect(found(builder.end())).toEqual({ "nonmonotonic-send": 1 });
  });

  it("a redelivery or a copy of a completed event does not open it again", () => {
    const builder = history().stored(0, 1).consumed(0).delivered(0).delivered(0, "1000");
    expect(found(builder.consumed(1).end())).toEqual({});
  });

  it("processing a completed event again while an earlier one is open is a duplicate only", () => {
    // Out-of-order delivery: 0 arrives after 1 was completed, then 1 is delivered again.
    const builder = history().stored(0, 1).consumed(1).delivered(0).consumed(1).processed(0);
    expect(found(builder.end())).toEqual({ "duplicate-effect": 1, "nonmonotonic-effect": 1 });
  });

  it("in a disordered log the log decides which event is the earlier", () => {
    // The log holds 1, 0. Both are open; starting 1 first is right.
    const builder = history().sent(0, 1).delivered(1, "10").delivered(0, "11");
    expect(found(builder.processed(1, "10").processed(0, "11").end())).toEqual({
      "nonmonotonic-send": 1,
    });
  });

  it("between lanes and without log order the intent decides", () => {
    const opaque = history().sent(0, 1).delivered(0, "m-0").delivered(1, "m-1");
    expect(found(opaque.started(1, "m-1").completed(0, "m-0").completed(1, "m-1").end())).toEqual({
      overtake: 1,
    });
    const lanes = history().stored(0).delivered(0).in({ lane: "shard-1" }).stored(1).delivered(1);
    expect(found(lanes.started(1).end())).toEqual({ overtake: 1, misrouted: 1 });
  });

  it("in another lane the open event intended first counts, wherever it stands in the log", () => {
    // shard-0 holds 3, 1, both open; 2 is started in shard-1.
    const builder = history().sent(1, 2, 3).delivered(1, "10").delivered(3, "5");
    builder.in({ lane: "shard-1" }).delivered(2, "7").started(2, "7");
    expect(found(builder.end())).toEqual({
      overtake: 1,
      misrouted: 1,
      "nonmonotonic-send": 1,
    });
  });

  it("an event completed from its copy is closed, however far behind its original is", () => {
    const builder = history();
    for (let seq = 0; seq < 100; seq += 1) builder.stored(seq).delivered(seq);
    builder.delivered(1, "5000").processed(1, "5000").processed(0);
    for (let seq = 2; seq < 100; seq += 1) builder.processed(seq);
    expect(found(builder.end())).toEqual({
      "duplicate-log": 1,
      overtake: 1,
      "nonmonotonic-effect": 1,
    });
  });

  it("trucks and applications do not overtake one another", () => {
    const builder = history().stored(0, 1).delivered(0).in({ key: "truck_8" }).stored(0, 1);
    builder.consumed(0, 1).in({ key: "truck_7" }).processed(0).consumed(1);
    builder.in({ app: "billing" }).consumed(0, 1).in({ key: "truck_8" }).consumed(0, 1);
    expect(found(builder.end())).toEqual({});
  });

  it("ten thousand events open at once are handled in order without complaint", () => {
    const builder = history();
    for (let seq = 0; seq < 10_000; seq += 1) builder.stored(seq).delivered(seq);
    for (let seq = 0; seq < 10_000; seq += 1) builder.processed(seq);
    expect(verify(builder.end(), profiles.ordered)).toMatchObject({
      verdict: "valid",
      evidence: [],
    });
  });
});

describe("key-overlap", () => {
  it("a consumer that starts a truck's event while another is inside overlaps with it", () => {
    // The visibility timeout of 0 ran out while c1 was still at work.
    const builder = history().stored(0).delivered(0).started(0).in({ consumer: "c2" });
    const records = builder.delivered(0).started(0).in({ consumer: "c1" }).completed(0);
    expect(blamed(records.in({ consumer: "c2" }).abandoned(0).end())).toEqual([
      "key-overlap truck_7 #0",
    ]);
  });

  it("a consumer that left, by an effect or a crash, is not inside any more", () => {
    const builder = history().stored(0, 1, 2).consumed(0).delivered(1).started(1).abandoned(1);
    expect(found(builder.in({ consumer: "c2" }).consumed(1, 2).end())).toEqual({});
  });

  it("consumers in different trucks or of different applications do not overlap", () => {
    const builder = history().stored(0).delivered(0).started(0);
    builder.in({ app: "billing", consumer: "b1" }).consumed(0);
    builder.in({ app: "map", consumer: "c2", key: "truck_8" }).stored(0).consumed(0);
    builder.in({ app: "billing", consumer: "b2" }).consumed(0);
    expect(
      found(builder.in({ app: "map", consumer: "c1", key: "truck_7" }).completed(0).end()),
    ).toEqual({});
  });

  it("a consumer that died is inside no handler, and neither are its workers", () => {
    const builder = history().stored(0, 1).delivered(0).in({ consumer: "c1/3" }).started(0);
    builder.crashed("c1").in({ consumer: "c2" }).delivered(0);
    expect(found(builder.processed(0).consumed(1).end())).toEqual({});
  });

  it("a consumer of another name, or that died before it went in, is inside", () => {
    const builder = history().stored(0).delivered(0).in({ consumer: "c10" }).crashed("c10");
    builder.started(0).crashed("c1").in({ consumer: "c2" }).started(0);
    expect(found(builder.end())).toEqual({ "key-overlap": 1 });
  });

  it("a consumer with two handlers at work is inside until both have ended", () => {
    const builder = history().stored(0, 1, 2).delivered(0).delivered(1).delivered(2);
    builder.started(0).started(1).completed(0).in({ consumer: "c2" }).started(2);
    const records = builder.completed(2).in({ consumer: "c1" }).completed(1).end();
    expect(found(records)).toEqual({ overtake: 2, "key-overlap": 1, "nonmonotonic-effect": 1 });
  });
});
