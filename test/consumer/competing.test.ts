import { describe, expect, it } from "vitest";

import { consume, failingAt, type FakeLane, taking } from "./fake-lanes.ts";

describe("competing consumers", () => {
  it("each take what the queue gives, and work through it in order, side by side", async () => {
    const { of } = await consume(
      { kind: "competing", count: 2, maxEvents: 2 },
      ({ queue }) => {
        const one = queue().add("a#0 a#1 b#0 b#1");
        return () => [one];
      },
      { handler: taking(100) },
    );
    const place = of("effect").map(({ consumer, key, seq, atMs }) => [
      consumer,
      `${key}#${seq}`,
      atMs,
    ]);
    expect(place).toEqual([
      ["map-1", "a#0", 110],
      ["map-2", "b#0", 110],
      ["map-1", "a#1", 210],
      ["map-2", "b#1", 210],
    ]);
  });

  it.each([
    ["each", [["a#0"], ["a#1"]]],
    ["receive", [["a#0", "a#1"]]],
  ] as const)(
    "delete what is done before a failure, leave the rest, and get it again: %s",
    async (settle, first) => {
      let settled: { readonly names: readonly string[]; readonly atMs: number }[] = [];
      const { of, done } = await consume(
        { kind: "competing", settle },
        ({ queue }) => {
          const one = queue().add("a#0 a#1 a#2 a#3");
          ({ settled } = one);
          return () => [one];
        },
        { handler: failingAt("a#2", 1) },
      );
      // The rest is nobody's for 5 s, then it comes again, from the one that failed on.
      expect(settled.filter(({ atMs }) => atMs < 5000).map(({ names }) => names)).toEqual(first);
      expect(of("start").map(({ seq, atMs }) => [seq, atMs])).toEqual([
        ...[0, 1, 2].map((seq) => [seq, 10]),
        ...[2, 3].map((seq) => [seq, 5010]),
      ]);
      expect(done).toEqual(["a#0", "a#1", "a#2", "a#3"]);
      expect(settled.flatMap(({ names }) => names)).toEqual(done);
    },
  );

  it("with settle before delete first: what fails then never comes again", async () => {
    const { done } = await consume(
      { kind: "competing", settle: "before" },
      ({ queue }) => {
        const one = queue().add("a#0 a#1 a#2");
        return () => [one];
      },
      { handler: failingAt("a#1", 1), untilMs: 20_000 },
    );
    expect(done).toEqual(["a#0"]);
  });

  it("read what is there, and settle nothing when there is nothing", async () => {
    let queued: FakeLane | undefined;
    await consume({ kind: "competing", settle: "before", count: 2 }, ({ queue }) => {
      queued = queue();
      const lanes = [queued];
      return () => lanes;
    });
    const from = { type: "trim-horizon" };
    expect(queued!.readings).toMatchObject([{ from }, { from }]);
    expect(queued!.settled).toEqual([]);
  });

  it("that are gone when the run is over are waited for no longer", async () => {
    const { done } = await consume({ kind: "competing", count: 2 }, ({ queue, members }) => {
      const one = queue().add("a#0");
      setTimeout(() => members.living(1)!.life.die(), 50);
      return () => [one];
    });
    expect(done).toEqual(["a#0"]);
  });

  it("stop with the run, in the middle of a receive", async () => {
    const { of } = await consume(
      { kind: "competing", settle: "receive" },
      ({ queue }) => {
        const one = queue().add("a#0 a#1 a#2");
        return () => [one];
      },
      { handler: taking(100), untilMs: 250 },
    );
    expect(of("effect")).toHaveLength(2);
    expect(of("start")).toHaveLength(3);
    expect(of("abandon")).toMatchObject([{ seq: 2, reason: "the run was stopped" }]);
  });

  it("die alone, and go on when they are back; what the dead had comes to others", async () => {
    const { of, done } = await consume(
      { kind: "competing", count: 2, maxEvents: 1, settle: "each" },
      ({ queue, members }) => {
        const one = queue().add("a#0 b#0").add("c#0 d#0", 7000);
        setTimeout(() => members.living(1)!.life.die(), 50);
        setTimeout(() => members.start(1), 6000);
        return () => [one];
      },
      { handler: taking(100) },
    );
    expect(done).toEqual(["b#0", "a#0", "c#0", "d#0"]);
    expect(of("effect").map(({ consumer }) => consumer)).toEqual([
      "map-2",
      "map-2",
      "map-1",
      "map-2",
    ]);
    expect(of("abandon")).toEqual([]);
  });
});
