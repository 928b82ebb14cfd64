import { describe, expect, it } from "vitest";

import type { Lane } from "../../src/broker/broker.ts";
import {
  consume,
  failingAt,
  type FakeLane,
  leasesOf,
  split,
  taking,
  type World,
} from "./fake-lanes.ts";

describe("lanes that are split", () => {
  it("are read to their end before what came of them, from its beginning", async () => {
    const consumed = await consume({ kind: "by-lane", count: 2, pollMs: 100 }, split);
    expect(consumed.done).toEqual(["a#0", "b#0", "a#1", "a#2", "b#1"]);
    expect(leasesOf(consumed)).toEqual([
      ["p", "trim-horizon", 0],
      ["p", "ended", 1000],
      ["c1", "trim-horizon", 1000],
      ["c2", "trim-horizon", 1000],
    ]);
  });

  it("hand their children to the consumers in turn", async () => {
    const { of } = await consume({ kind: "by-lane", count: 2 }, split);
    const holders = of("lease").filter(({ action }) => action === "taken");
    expect(holders.map(({ lane, consumer }) => [lane, consumer])).toEqual([
      ["p", "map-1"],
      ["c1", "map-2"],
      ["c2", "map-1"],
    ]);
  });

  it("make their children wait for a slow or failing handler", async () => {
    const slow = await consume({ kind: "by-lane" }, split, { handler: taking(800) });
    const parentsEnd = slow.of("effect").find(({ key, seq }) => key === "a" && seq === 1)!.atMs;
    expect(parentsEnd).toBeGreaterThan(2000);
    for (const { atMs, lane } of slow.of("start")) {
      if (lane !== "p") expect(atMs).toBeGreaterThanOrEqual(parentsEnd);
    }
    const failing = await consume({ kind: "by-lane" }, split, { handler: failingAt("b#0", 5) });
    expect(failing.done).toEqual(["a#0", "b#0", "a#1", "a#2", "b#1"]);
  });

  it("by key, too", async () => {
    const { done } = await consume({ kind: "by-key" }, split, { handler: failingAt("a#1", 2) });
    expect(done).toEqual(["a#0", "b#0", "a#1", "a#2", "b#1"]);
  });

  it("that were closed before anybody came are read all the same", async () => {
    const consumed = await consume({ kind: "by-lane" }, ({ lane }) => {
      const parent = lane("p", { closedAtMs: 0 }).add("a#0");
      const child = lane("c", { parents: ["p"] }).add("a#1");
      return () => [child, parent];
    });
    expect(consumed.done).toEqual(["a#0", "a#1"]);
    expect(leasesOf(consumed).map(([lane, what]) => [lane, what])).toEqual([
      ["p", "trim-horizon"],
      ["p", "ended"],
      ["c", "trim-horizon"],
    ]);
  });

  it("whose parents nobody knows any more are read at once", async () => {
    const { done } = await consume({ kind: "by-lane" }, ({ lane }) => {
      const child = lane("c", { parents: ["expired"] }).add("a#1");
      return () => [child];
    });
    expect(done).toEqual(["a#1"]);
  });
});

describe("lanes that are merged", () => {
  function merge({ lane, nowMs }: World): () => readonly Lane[] {
    const left = lane("left", { closedAtMs: 500 }).add("a#0");
    const right = lane("right", { closedAtMs: 500 }).add("b#0 b#1 b#2");
    const merged = lane("merged", { parents: ["left", "right"] }).add("a#1 b#3", 500);
    return () => (nowMs() < 500 ? [left, right] : [left, right, merged]);
  }

  it("are both read to their ends before what came of them", async () => {
    const consumed = await consume({ kind: "by-lane", count: 2 }, merge, { handler: taking(600) });
    const ends = consumed.of("lease").filter(({ action }) => action === "ended");
    expect(ends.map(({ lane }) => lane)).toEqual(["left", "right"]);
    const taken = consumed.of("lease").filter(({ lane }) => lane === "merged");
    expect(taken).toMatchObject([{ action: "taken", atMs: ends[1]!.atMs }]);
    expect(consumed.done.slice(-2)).toEqual(["a#1", "b#3"]);
    expect(consumed.done).toHaveLength(6);
  });

  it("are read by one reader, though both parents lead to them", async () => {
    const { done } = await consume({ kind: "by-lane", count: 2 }, merge);
    expect(done).toHaveLength(6);
    expect(new Set(done).size).toBe(6);
  });
});

describe("an application that begins", () => {
  /** A lane that was split at 1000, seen at 0 of the run: the parent is closed already. */
  const later =
    (lanes: FakeLane[]) =>
    ({ lane }: World) => {
      lanes.push(
        lane("p", { closedAtMs: -1000 }).add("a#0", -2000).add("a#1", -1200),
        lane("c", { parents: ["p"] })
          .add("a#2", -500)
          .add("a#3", 100),
      );
      return () => lanes;
    };

  it("at LATEST passes over what is closed, and reads the rest from then on", async () => {
    const lanes: FakeLane[] = [];
    const { done, of } = await consume({ kind: "by-lane", start: "LATEST" }, later(lanes));
    expect(done).toEqual(["a#3"]);
    expect(lanes[0]!.readings).toEqual([]);
    expect(lanes[1]!.readings).toMatchObject([{ from: { type: "latest" } }]);
    expect(of("lease")).toMatchObject([{ lane: "c", from: "latest", fromMs: 0, atMs: 0 }]);
  });

  it("at LATEST reads from its beginning what came of a lane that it read", async () => {
    const { done, of } = await consume({ kind: "by-lane", start: "LATEST" }, split);
    expect(done).toEqual(["a#1", "a#2", "b#1"]);
    const starts = of("lease").filter(({ action }) => action === "taken");
    expect(starts.map(({ lane, from }) => [lane, from])).toEqual([
      ["p", "latest"],
      ["c1", "trim-horizon"],
      ["c2", "trim-horizon"],
    ]);
  });

  it("at an instant reads from then on, what was closed since too", async () => {
    const lanes: FakeLane[] = [];
    const start = { atTimestampS: -1.5 };
    const { done, of } = await consume({ kind: "by-lane", start }, later(lanes));
    expect(done).toEqual(["a#1", "a#2", "a#3"]);
    for (const { readings } of lanes) {
      expect(readings).toMatchObject([{ from: { type: "at-timestamp", atMs: -1500 } }]);
    }
    expect(of("lease")[0]).toMatchObject({ lane: "p", from: "at-timestamp", fromMs: -1500 });
  });

  it("takes no lane at LATEST before the service has said where that is", async () => {
    const { of } = await consume({ kind: "by-lane", start: "LATEST" }, ({ lane }) => {
      const one = lane("s1");
      const open = one.open.bind(one);
      one.open = (reading) => {
        const reader = open({ ...reading, begun: () => {} });
        setTimeout(reading.begun, 700);
        return reader;
      };
      return () => [one];
    });
    expect(of("lease")).toMatchObject([{ action: "taken", fromMs: 700, atMs: 700 }]);
  });
});

describe("what a consumer asks of the channel", () => {
  it("is the lanes, at the beginning and at the end of each", async () => {
    const { asked } = await consume({ kind: "by-lane", count: 2 }, split);
    expect(asked).toBe(2);
  });

  it("is nothing more when the run is over, whether it is alive or not", async () => {
    const { asked } = await consume({ kind: "by-lane", count: 2 }, ({ lane, members }) => {
      const lanes = [lane("s1").add("a#0"), lane("s2").add("b#0")];
      setTimeout(() => members.living(1)!.life.die(), 100);
      return () => lanes;
    });
    expect(asked).toBe(1);
  });
});

it("a lease says where it begins, and nothing more", async () => {
  const { of } = await consume({ kind: "by-lane" }, split);
  const place = { type: "lease", app: "map", consumer: "map-1" };
  expect(of("lease").slice(0, 2)).toEqual([
    { ...place, lane: "p", action: "taken", from: "trim-horizon", atMs: 0 },
    { ...place, lane: "p", action: "ended", atMs: 1000 },
  ]);
});
