import { describe, expect, it } from "vitest";

import type { Lane } from "../../src/broker/broker.ts";
import {
  consume,
  type Consumed,
  failingAt,
  type FakeLane,
  taking,
  type World,
} from "./fake-lanes.ts";

/** What became of each lane: `taken` and `ended`, with the times. */
function leasesOf({ of }: Consumed) {
  return of("lease").map(({ lane, action, from, atMs }) => [
    lane,
    action === "taken" ? from : action,
    atMs,
  ]);
}

/** Whatever is there: parents, and children from the time when these are closed. */
function split({ lane, nowMs }: World): () => readonly Lane[] {
  const parent = lane("p", { closedAtMs: 1000 }).add("a#0 b#0").add("a#1", 900);
  const options = { parents: ["p"] };
  const children = [lane("c1", options).add("a#2", 1000), lane("c2", options).add("b#1", 1000)];
  return () => (nowMs() < 1000 ? [parent] : [parent, ...children]);
}

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

describe("a consumer that dies", () => {
  const dying =
    (diesAtMs: number, backAtMs: number, names = "a#0 a#1 a#2 a#3") =>
    ({ lane, members }: World) => {
      const lanes = [lane("s1").add(names), lane("s2").add("b#0 b#1 b#2 b#3")];
      setTimeout(() => members.living(1)!.life.die(), diesAtMs);
      setTimeout(() => members.start(1), backAtMs);
      return () => lanes;
    };

  it("goes on after its last checkpoint when it is back: what it had not committed is done again", async () => {
    const consumed = await consume(
      { kind: "by-lane", count: 2, settle: "each" },
      dying(250, 3000),
      { handler: taking(100) },
    );
    const ofFirst = consumed.of("effect").filter(({ lane }) => lane === "s1");
    expect(ofFirst.map(({ seq, atMs }) => [seq, atMs])).toEqual([
      [0, 110],
      [1, 210],
      [2, 3110],
      [3, 3210],
    ]);
    const leases = consumed.of("lease").filter(({ lane }) => lane === "s1");
    expect(leases).toMatchObject([
      { action: "taken", from: "trim-horizon" },
      { action: "taken", from: "after-position", fromPosition: "2", atMs: 3000 },
    ]);
  });

  it("does again all of a receive that it had not committed", async () => {
    const { of } = await consume(
      { kind: "by-lane", count: 2, settle: "receive" },
      dying(250, 3000),
      { handler: taking(100) },
    );
    const ofFirst = of("effect").filter(({ lane }) => lane === "s1");
    expect(ofFirst.map(({ seq }) => seq)).toEqual([0, 1, 0, 1, 2, 3]);
  });

  it("never does what it had committed before the work", async () => {
    const { of } = await consume(
      { kind: "by-lane", count: 2, settle: "before" },
      dying(250, 3000),
      { handler: taking(100) },
    );
    const ofFirst = of("effect").filter(({ lane }) => lane === "s1");
    expect(ofFirst.map(({ seq }) => seq)).toEqual([0, 1]);
  });

  it("leaves nothing behind of what it had in hand, and the other consumers alone", async () => {
    const { of } = await consume(
      { kind: "by-lane", count: 2, settle: "each" },
      dying(250, 60_000),
      {
        handler: taking(100),
      },
    );
    expect(of("effect").filter(({ lane }) => lane === "s1")).toHaveLength(2);
    expect(of("start").filter(({ lane }) => lane === "s1")).toHaveLength(3);
    expect(of("abandon")).toEqual([]);
    expect(of("effect").filter(({ lane }) => lane === "s2")).toHaveLength(4);
  });

  it("commits nothing any more, also by key", async () => {
    const { of } = await consume(
      { kind: "by-key", count: 2, settle: "each" },
      dying(50, 60_000, "a#0 c#0"),
      { handler: taking(100) },
    );
    expect(of("commit").every(({ lane }) => lane === "s2")).toBe(true);
    expect(of("commit")).not.toEqual([]);
  });

  it("and reads children goes on there when it is back", async () => {
    const consumed = await consume({ kind: "by-lane", settle: "each" }, (world) => {
      setTimeout(() => world.members.living(1)!.life.die(), 1050);
      setTimeout(() => world.members.start(1), 2000);
      return split(world);
    });
    expect(consumed.done).toEqual(["a#0", "b#0", "a#1", "a#2", "b#1"]);
    expect(leasesOf(consumed).at(-2)).toEqual(["c1", "after-position", 2000]);
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
