import { describe, expect, it } from "vitest";

import { consume, type Consumed, failingAt, taking, type Work } from "./fake-lanes.ts";

/** How many handlers were at work at the same time, at most. */
function mostAtOnce({ history }: Consumed): number {
  let now = 0;
  let most = 0;
  for (const { type } of history) {
    if (type === "start") now += 1;
    if (type === "effect" || type === "abandon") now -= 1;
    most = Math.max(most, now);
  }
  return most;
}

describe("the by-key consumer", () => {
  it("works on several trucks of a receive at once, on each in its order", async () => {
    const consumed = await consume(
      { kind: "by-key", keysAtOnce: 3 },
      ({ lane }) => {
        const one = lane("s1").add("a#0 b#0 a#1 c#0 b#1 c#1");
        return () => [one];
      },
      { handler: taking(100) },
    );
    expect(mostAtOnce(consumed)).toBe(3);
    expect(consumed.of("effect").map(({ key, seq, atMs }) => [`${key}#${seq}`, atMs])).toEqual([
      ["a#0", 110],
      ["b#0", 110],
      ["c#0", 110],
      ["a#1", 210],
      ["b#1", 210],
      ["c#1", 210],
    ]);
  });

  it("works on no more trucks at once than it may; the next truck waits for a free worker", async () => {
    const consumed = await consume(
      { kind: "by-key", keysAtOnce: 2 },
      ({ lane }) => {
        const one = lane("s1").add("a#0 b#0 c#0 d#0 e#0");
        return () => [one];
      },
      { handler: taking(100) },
    );
    expect(mostAtOnce(consumed)).toBe(2);
    expect(consumed.of("effect").map(({ key, atMs }) => [key, atMs])).toEqual([
      ["a", 110],
      ["b", 110],
      ["c", 210],
      ["d", 210],
      ["e", 310],
    ]);
  });

  it("tells its workers apart by name", async () => {
    const { of } = await consume(
      { kind: "by-key", keysAtOnce: 2 },
      ({ lane }) => {
        const one = lane("s1").add("a#0 b#0");
        return () => [one];
      },
      { handler: taking(100) },
    );
    expect(of("start").map(({ consumer }) => consumer)).toEqual(["map-1/1", "map-1/2"]);
  });

  it("receives again only when all trucks of the last receive are done", async () => {
    const { of } = await consume(
      { kind: "by-key", keysAtOnce: 5, maxEvents: 3 },
      ({ lane }) => {
        const one = lane("s1").add("a#0 a#1 b#0 b#1");
        return () => [one];
      },
      { handler: taking(100) },
    );
    const second = of("start").find(({ key, seq }) => key === "b" && seq === 1);
    expect(second!.atMs).toBe(220);
  });

  it("lets no event of a truck pass one that failed; the other trucks go on", async () => {
    const { done, of } = await consume(
      { kind: "by-key" },
      ({ lane }) => {
        const one = lane("s1").add("a#0 b#0 a#1 b#1 a#2");
        return () => [one];
      },
      { handler: failingAt("a#1", 2) },
    );
    expect(done).toEqual(["a#0", "b#0", "b#1", "a#1", "a#2"]);
    expect(of("abandon")).toHaveLength(2);
    expect(of("effect").at(-1)!.atMs).toBe(2010);
  });
});

it("the by-key consumer steps over what nobody can read, and commits it", async () => {
  const { done, of } = await consume({ kind: "by-key", settle: "each" }, ({ lane }) => {
    const one = lane("s1").add("a#0 unreadable a#1");
    return () => [one];
  });
  expect(done).toEqual(["a#0", "a#1"]);
  expect(of("commit").at(-1)).toMatchObject({ position: "3" });
});

describe("a checkpoint of the by-key consumer", () => {
  /** Each truck's events take so many milliseconds. */
  const perTruck =
    (ms: Readonly<Record<string, number>>): Work =>
    (name, { clock, signal }) =>
      clock.sleep(ms[name.split("#")[0]!] ?? 0, signal);

  const commitsOf = async (settle: "each" | "receive" | "before", handler: Work) => {
    const { of } = await consume(
      { kind: "by-key", settle },
      ({ lane }) => {
        const one = lane("s1").add("a#0 b#0 a#1 b#1 c#0");
        return () => [one];
      },
      { handler },
    );
    return of("commit").map(({ position, scope, atMs }) => {
      expect(scope).toBe("through");
      return [Number(position), atMs];
    });
  };

  it("goes only as far as all trucks have come", async () => {
    // b's are done at 20 and 30, c's at 11: none of it may be committed before a's are done at 110 and 210.
    expect(await commitsOf("each", perTruck({ a: 100, b: 10, c: 1 }))).toEqual([
      [2, 110],
      [5, 210],
    ]);
    expect(await commitsOf("each", perTruck({ a: 10, b: 100, c: 1 }))).toEqual([
      [1, 20],
      [3, 110],
      [5, 210],
    ]);
  });

  it("at the end of each truck's events, where it settles per receive", async () => {
    expect(await commitsOf("receive", perTruck({ a: 100, b: 10, c: 1 }))).toEqual([[5, 210]]);
    expect(await commitsOf("receive", perTruck({ a: 10, b: 100, c: 1 }))).toEqual([
      [1, 30],
      [5, 210],
    ]);
  });

  it("before the work, where it settles before", async () => {
    expect(await commitsOf("before", perTruck({ a: 100, b: 100, c: 100 }))).toEqual([
      [1, 10],
      [4, 10],
      [5, 10],
    ]);
  });

  it("never passes an event that failed", async () => {
    const commits = await commitsOf("each", failingAt("b#0", Infinity));
    expect(commits).toEqual([[1, 10]]);
  });

  it("on a queue is a delete of each, whoever is done first", async () => {
    let settled: { readonly names: readonly string[] }[] = [];
    await consume(
      { kind: "by-key", settle: "each" },
      ({ queue }) => {
        const one = queue().add("a#0 b#0 a#1");
        ({ settled } = one);
        return () => [one];
      },
      { handler: perTruck({ a: 100, b: 10 }) },
    );
    expect(settled.map(({ names }) => names)).toEqual([["b#0"], ["a#0"], ["a#1"]]);
  });
});
