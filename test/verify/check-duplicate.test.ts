import { describe, expect, it } from "vitest";

import { found } from "./found.ts";
import { history } from "./history-builder.ts";

describe("duplicate-log", () => {
  it("one event at two positions is in the log twice", () => {
    expect(found(history().stored(0).consumed(0).delivered(0, "1007").end())).toEqual({
      "duplicate-log": 1,
    });
  });

  it("an event at three positions has two copies, however often each is delivered", () => {
    const builder = history().stored(0).consumed(0).delivered(0, "1007").delivered(0, "1008");
    const records = builder.delivered(0, "1007").delivered(0).delivered(0, "1008").end();
    expect(found(records)).toEqual({ "duplicate-log": 2 });
  });

  it("another delivery of the same position is no copy", () => {
    expect(found(history().stored(0).consumed(0).delivered(0).delivered(0).end())).toEqual({});
  });

  it("a copy that two applications read counts once", () => {
    const builder = history().stored(0).consumed(0).delivered(0, "1007");
    const records = builder.in({ app: "billing" }).consumed(0).delivered(0, "1007").end();
    expect(found(records)).toEqual({ "duplicate-log": 1 });
  });

  it("two message ids of one event are two positions", () => {
    const builder = history().sent(0).acked(0, "m-1").delivered(0, "m-1").processed(0, "m-1");
    expect(found(builder.delivered(0, "m-2").end())).toEqual({ "duplicate-log": 1 });
  });

  it("the copies of an event are not mixed up with those of one 64 events before", () => {
    const builder = history().sent(0, 64).delivered(0).delivered(0, "1010");
    const records = builder.delivered(64, "1064").delivered(64, "1060").delivered(64, "1064").end();
    expect(found(records)).toEqual({ "duplicate-log": 2 });
  });

  it("an event delivered very late does not make a newer one forgotten", () => {
    const builder = history().sent(0, 64).delivered(64).delivered(0).delivered(64, "1060");
    expect(found(builder.end())).toEqual({ "duplicate-log": 1 });
  });

  it("a copy thousands of events behind its original is found where positions compare", () => {
    const builder = history();
    for (let seq = 0; seq < 3000; seq += 1) builder.stored(seq).consumed(seq);
    expect(found(builder.delivered(5, "9000").end())).toEqual({ "duplicate-log": 1 });
  });

  it("a redelivery thousands of events later is not taken for a copy", () => {
    const builder = history();
    for (let seq = 0; seq < 3000; seq += 1) builder.stored(seq).consumed(seq);
    expect(found(builder.delivered(5).delivered(6).end())).toEqual({});
  });
});

describe("duplicate-effect", () => {
  it("each effect after the first is a duplicate", () => {
    expect(found(history().stored(0).consumed(0, 0, 0).end())).toEqual({ "duplicate-effect": 2 });
  });

  it("an abandoned handler leaves no effect, so its event is not processed twice", () => {
    const builder = history().stored(0).delivered(0).started(0).abandoned(0);
    expect(found(builder.consumed(0).end())).toEqual({});
  });

  it("two applications each process an event once", () => {
    const builder = history().stored(0).consumed(0).in({ app: "billing" });
    expect(found(builder.consumed(0).end())).toEqual({});
  });
});
