import { describe, expect, it } from "vitest";

import { consume, failingAt, taking } from "./fake-lanes.ts";

const abc = "a#0 b#0 c#0";

describe("the by-lane consumer", () => {
  it("takes each lane's events in their order, one after the other", async () => {
    const { of, done } = await consume(
      { kind: "by-lane" },
      ({ lane }) =>
        () => [lane("s1").add("a#0 b#0 a#1 b#1")],
      { handler: taking(50) },
    );
    expect(done).toEqual(["a#0", "b#0", "a#1", "b#1"]);
    const starts = of("start").map(({ atMs }) => atMs);
    expect(starts).toEqual([10, 60, 110, 160]);
    expect(of("effect").map(({ atMs }) => atMs)).toEqual([60, 110, 160, 210]);
  });

  it("leases the lanes out in turn: a consumer with several works on them side by side", async () => {
    const { of } = await consume(
      { kind: "by-lane", count: 2 },
      ({ lane }) => {
        const lanes = ["s1", "s2", "s3"].map((id) => lane(id).add(`${id}#0`));
        return () => lanes;
      },
      { handler: taking(100) },
    );
    expect(of("lease").map((lease) => [lease.lane, lease.consumer, lease.action])).toEqual([
      ["s1", "map-1", "taken"],
      ["s2", "map-2", "taken"],
      ["s3", "map-1", "taken"],
    ]);
    expect(of("effect").map(({ atMs }) => atMs)).toEqual([110, 110, 110]);
    expect(of("effect").map((effect) => effect.consumer)).toEqual(["map-1", "map-2", "map-1"]);
  });

  it("leaves consumers without a lane idle", async () => {
    const { of } = await consume({ kind: "by-lane", count: 5 }, ({ lane }) => {
      const lanes = [lane("s1").add(abc)];
      return () => lanes;
    });
    expect(of("effect").map(({ consumer }) => consumer)).toEqual(["map-1", "map-1", "map-1"]);
    expect(of("lease")).toHaveLength(1);
  });

  it("does not go on past an event that failed: it tries it again, every second, until it is done", async () => {
    const { of, done, history } = await consume(
      { kind: "by-lane" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 b#0 c#0").add("d#0", 500);
        return () => [one];
      },
      { handler: failingAt("b#0", 3) },
    );
    expect(done).toEqual(["a#0", "b#0", "c#0", "d#0"]);
    expect(of("abandon").map((one) => [`${one.key}#${one.seq}`, one.reason])).toEqual(
      Array.from({ length: 3 }, () => ["b#0", "Error: not now"]),
    );
    const attempts = of("start").filter(({ key }) => key === "b");
    expect(attempts.map(({ atMs }) => atMs)).toEqual([10, 1010, 2010, 3010]);
    const doneAt = history.findIndex((one) => one.type === "effect" && one.key === "b");
    const passed = history.findIndex((one) => one.type === "start" && "cd".includes(one.key));
    expect(passed).toBeGreaterThan(doneAt);
  });

  it("never commits past an event that failed", async () => {
    let settled: unknown;
    const { of } = await consume(
      { kind: "by-lane", settle: "receive" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 b#0 c#0");
        settled = one.settled;
        return () => [one];
      },
      { handler: failingAt("b#0", Infinity), untilMs: 5000 },
    );
    expect(settled).toEqual([{ names: ["a#0"], atMs: 10 }]);
    expect(of("commit").map(({ position }) => position)).toEqual(["1"]);
  });

  it("steps over what nobody can read, and commits it", async () => {
    const { done, of } = await consume({ kind: "by-lane", settle: "each" }, ({ lane }) => {
      const one = lane("s1").add("a#0 unreadable a#1 unreadable");
      return () => [one];
    });
    expect(done).toEqual(["a#0", "a#1"]);
    expect(of("start")).toHaveLength(2);
    expect(of("commit").map(({ position }) => position)).toEqual(["1", "2", "3", "4"]);
  });

  it("does not finish what it has in hand when the run is over, and says so", async () => {
    const { of, done } = await consume(
      { kind: "by-lane", settle: "each" },
      ({ lane }) => {
        const one = lane("s1").add(abc);
        return () => [one];
      },
      { handler: taking(100), untilMs: 150 },
    );
    expect(done).toEqual(["a#0"]);
    expect(of("start")).toHaveLength(2);
    expect(of("abandon")).toMatchObject([{ key: "b", reason: "the run was stopped" }]);
    expect(of("commit")).toHaveLength(1);
  });

  it("reads with the poll and batch size of its spec", async () => {
    let readings: unknown;
    await consume({ kind: "by-lane", maxEvents: 7, pollMs: 123, app: "alerts" }, ({ lane }) => {
      const one = lane("s1");
      ({ readings } = one);
      return () => [one];
    });
    expect(readings).toMatchObject([
      { app: "alerts", maxEvents: 7, pollMs: 123, from: { type: "trim-horizon" } },
    ]);
  });

  it("writes of whom, where and what each start and effect is", async () => {
    const { of } = await consume({ kind: "by-lane", count: 1 }, ({ lane }) => {
      const one = lane("s1").add("a#0");
      return () => [one];
    });
    const place = { app: "map", consumer: "map-1", lane: "s1", position: "1" };
    const named = { ...place, key: "a", seq: 0, index: 0, atMs: 10 };
    expect(of("start")).toEqual([{ type: "start", ...named }]);
    expect(of("effect")).toEqual([{ type: "effect", ...named }]);
  });
});

describe("when a consumer settles", () => {
  const order = async (settle: "each" | "receive" | "before") => {
    let settled: { readonly names: readonly string[]; readonly atMs: number }[] = [];
    const { of } = await consume(
      { kind: "by-lane", settle, maxEvents: 3 },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1 a#2 a#3");
        ({ settled } = one);
        return () => [one];
      },
      { handler: taking(100) },
    );
    expect(of("effect")).toHaveLength(4);
    return settled.map(({ names, atMs }) => [names.join(" "), atMs]);
  };

  it("each: every event when it is done", async () => {
    expect(await order("each")).toEqual([
      ["a#0", 110],
      ["a#1", 210],
      ["a#2", 310],
      ["a#3", 420],
    ]);
  });

  it("receive: all of a receive when the last of it is done", async () => {
    expect(await order("receive")).toEqual([
      ["a#0 a#1 a#2", 310],
      ["a#3", 420],
    ]);
  });

  it("before: all of a receive before the first of it is begun", async () => {
    expect(await order("before")).toEqual([
      ["a#0 a#1 a#2", 10],
      ["a#3", 320],
    ]);
  });

  it("never an empty receive", async () => {
    for (const settle of ["each", "receive", "before"] as const) {
      let settled: unknown;
      await consume({ kind: "by-lane", settle }, ({ lane }) => {
        const one = lane("s1");
        ({ settled } = one);
        return () => [one];
      });
      expect(settled).toEqual([]);
    }
  });
});
