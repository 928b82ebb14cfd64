import { describe, expect, it } from "vitest";

import { ack, delivery, effect, measured, send, whole } from "./measured.ts";

describe("keys", () => {
  it("are all listed in their order, also those of which nothing was heard", () => {
    const { keys } = measured(whole("t2", 0, 0), { keys: ["t3", "t2", "t1"] });
    expect(keys.map(({ key }) => key)).toEqual(["t3", "t2", "t1"]);
    expect(keys[2]).toEqual({
      key: "t1",
      sent: 0,
      acked: 0,
      delivered: 0,
      effected: 0,
      lanes: [],
      maxSendDelayMs: 0,
    });
  });

  it("have their own counts, lanes and latencies", () => {
    const { keys } = measured([
      send("t1", 0, 0, 25),
      ack("t1", 0, 30, "lane-2"),
      send("t1", 1, 50),
      ack("t1", 1, 60, "lane-1"),
      delivery("t1", 0, 70, { lane: "lane-2" }),
      delivery("t1", 0, 75, { lane: "lane-3" }),
      effect("t1", 0, 80),
    ]);
    expect(keys[0]).toEqual({
      key: "t1",
      sent: 2,
      acked: 2,
      delivered: 2,
      effected: 1,
      lanes: ["lane-1", "lane-2", "lane-3"],
      maxSendDelayMs: 25,
      endToEndP50Ms: 80,
      endToEndP99Ms: 80,
      endToEndMaxMs: 80,
    });
  });

  it("have each lane that acknowledged or delivered their events", () => {
    const lanesOf = (acked: readonly string[], delivered: readonly string[]) =>
      measured([
        ...acked.map((lane, seq) => ack("t1", seq, 1, lane)),
        ...delivered.map((lane, seq) => delivery("t1", seq, 2, { lane })),
      ]).keys[0]!.lanes;
    expect(lanesOf(["a"], ["a"])).toEqual(["a"]);
    expect(lanesOf(["a"], ["b"])).toEqual(["a", "b"]);
    expect(lanesOf(["a"], ["a", "b"])).toEqual(["a", "b"]);
    expect(lanesOf(["a", "b"], ["a"])).toEqual(["a", "b"]);
  });

  it("have those that were received and never sent behind the others", () => {
    const { keys } = measured([...whole("t1", 0, 0), delivery("stray", 0, 9, { lane: "b" })]);
    expect(keys.map(({ key }) => key)).toEqual(["t1", "t2", "stray"]);
    expect(keys[2]).toEqual({
      key: "stray",
      sent: 0,
      acked: 0,
      delivered: 1,
      effected: 0,
      lanes: ["b"],
      maxSendDelayMs: 0,
    });
    expect(keys[0]?.lanes).toEqual(["lane-1"]);
  });

  it("have latencies from the due time, and delays of what was sent first and last", () => {
    const { keys } = measured([
      send("t1", 0, 100, 130),
      send("t1", 1, 200, 210),
      effect("t1", 0, 150),
      effect("t1", 1, 280),
    ]);
    expect(keys[0]).toMatchObject({
      maxSendDelayMs: 30,
      endToEndP50Ms: expect.closeTo(50, 0) as number,
      endToEndMaxMs: 80,
    });
  });

  it("are counted per lane, by name of the lane", () => {
    const records = ["t1", "t2", "t3"].flatMap((key, at) => [
      send(key, 0, 0),
      ack(key, 0, 1, at === 0 ? "z" : "a"),
      send(key, 1, 0),
      ack(key, 1, 1, at === 0 ? "z" : "a"),
    ]);
    expect(measured(records).keysPerLane).toEqual([
      { lane: "a", keyCount: 2, eventCount: 4 },
      { lane: "z", keyCount: 1, eventCount: 2 },
    ]);
  });
});
