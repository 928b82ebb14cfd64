import { describe, expect, it } from "vitest";

import { consume, failingAt, taking } from "./fake-lanes.ts";

describe("pooled consumers", () => {
  it("give each event of a receive to the next free thread, whatever its truck", async () => {
    const { of } = await consume(
      { kind: "pooled", threads: 2 },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1 a#2");
        return () => [one];
      },
      { handler: taking(100) },
    );
    const firstMs = of("start")[0]!.atMs;
    expect(of("start").map(({ consumer, seq, atMs }) => [consumer, seq, atMs - firstMs])).toEqual([
      ["map-1/1", 0, 0],
      ["map-1/2", 1, 0],
      ["map-1/1", 2, 100],
    ]);
  });

  it("write a checkpoint only as far as all before it is done", async () => {
    const { of } = await consume(
      { kind: "pooled", threads: 2, settle: "each" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1 a#2");
        return () => [one];
      },
      { handler: (event, instance) => taking(event === "a#0" ? 1000 : 10)(event, instance) },
    );
    const slowMs = of("effect").find(({ seq }) => seq === 0)!.atMs;
    expect(of("commit").map(({ atMs }) => atMs >= slowMs)).toEqual([true]);
  });

  it("take from a queue as competing consumers do", async () => {
    const { done, of } = await consume(
      { kind: "pooled", threads: 2, count: 2 },
      ({ queue }) => {
        const one = queue().add("a#0 b#0 c#0 d#0");
        return () => [one];
      },
      { handler: taking(10) },
    );
    expect(done.toSorted()).toEqual(["a#0", "b#0", "c#0", "d#0"]);
    expect(of("lease")).toEqual([]);
  });
});

describe("an idempotent application", () => {
  it("passes over what is done already, and commits it", async () => {
    const { done, of } = await consume({ kind: "by-lane", idempotent: true }, ({ lane }) => {
      const one = lane("s1").add("a#0 a#1 a#1 a#0 a#2");
      return () => [one];
    });
    expect(done).toEqual(["a#0", "a#1", "a#2"]);
    expect(of("commit").length).toBeGreaterThan(0);
  });

  it("refuses the write of whoever is late", async () => {
    const { done, of } = await consume(
      { kind: "pooled", threads: 2, idempotent: true },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#0");
        return () => [one];
      },
      { handler: taking(10) },
    );
    expect(done).toEqual(["a#0"]);
    expect(of("abandon").map(({ reason }) => reason)).toEqual(["DoneAlready: it was done already"]);
  });

  it("does again what failed", async () => {
    const { done } = await consume(
      { kind: "by-lane", idempotent: true },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1");
        return () => [one];
      },
      { handler: failingAt("a#0", 2) },
    );
    expect(done).toEqual(["a#0", "a#1"]);
  });
});

describe("lanes that a reshard made", () => {
  const closedThenOpen = { parents: ["p"] } as const;

  it("are read after their parents", async () => {
    const { done } = await consume(
      { kind: "by-lane", count: 2 },
      ({ lane }) => {
        const parent = lane("p", { closedAtMs: 0 }).add("a#0 a#1");
        const child = lane("c", closedThenOpen).add("a#2");
        return () => [parent, child];
      },
      { handler: taking(500) },
    );
    expect(done).toEqual(["a#0", "a#1", "a#2"]);
  });

  it("are read at once where that is asked for, also those that come later", async () => {
    const { done } = await consume(
      { kind: "by-lane", count: 3, children: "at-once" },
      ({ lane, nowMs }) => {
        const parent = lane("p", { closedAtMs: 0 }).add("a#0 a#1 a#3");
        const child = lane("c", closedThenOpen).add("a#2");
        const late = lane("l", { parents: ["c"] }).add("a#4");
        return () => (nowMs() < 2000 ? [parent, child] : [parent, child, late]);
      },
      { handler: taking(2000) },
    );
    expect(done.indexOf("a#2")).toBeLessThan(done.indexOf("a#1"));
    expect(done.indexOf("a#4")).toBeLessThan(done.indexOf("a#3"));
  });
});
