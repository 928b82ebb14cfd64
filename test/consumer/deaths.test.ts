import { describe, expect, it } from "vitest";

import { startClock } from "../../src/clock/clock.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { consume, leasesOf, split, taking, type World } from "./fake-lanes.ts";

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

describe("a consumer that stands still", () => {
  /** It stands still as soon as it has done the first event. */
  const afterTheFirst =
    (forMs: number) =>
    (record: HistoryRecord, { members }: World): void => {
      if (record.type !== "effect" || record.seq !== 0) return;
      const { life, signal } = members.living(1)!;
      if (!life.isPaused) life.pauseUntil(startClock("virtual").sleep(forMs, signal));
    };

  it("between two events begins the second when it goes on", async () => {
    const { of } = await consume(
      { kind: "by-lane" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1");
        return () => [one];
      },
      { handler: taking(100), watch: afterTheFirst(2000) },
    );
    expect(of("start").map(({ atMs }) => atMs)).toEqual([10, 2110]);
  });

  it("begins nothing any more, if the run is over by then", async () => {
    const { of } = await consume(
      { kind: "by-lane" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1");
        return () => [one];
      },
      { handler: taking(100), watch: afterTheFirst(2000), untilMs: 1000 },
    );
    expect(of("start")).toHaveLength(1);
    expect(of("abandon")).toEqual([]);
  });

  it("finishes late what it had begun, and begins nothing meanwhile", async () => {
    const { of } = await consume(
      { kind: "by-lane", settle: "each" },
      ({ lane, members, nowMs }) => {
        const one = lane("s1").add("a#0 a#1");
        setTimeout(() => {
          const goesOn = new Promise<void>((resolve) => setTimeout(resolve, 2000));
          members.living(1)!.life.pauseUntil(goesOn);
          expect(nowMs()).toBe(50);
        }, 50);
        return () => [one];
      },
      { handler: taking(100) },
    );
    expect(of("start").map(({ atMs }) => atMs)).toEqual([10, 2050]);
    expect(of("effect").map(({ atMs }) => atMs)).toEqual([2050, 2150]);
  });
});
