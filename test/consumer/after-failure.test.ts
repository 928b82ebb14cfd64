import { describe, expect, it } from "vitest";

import { Failures } from "../../src/consumer/failures.ts";
import { consume, failingAt, type SpecChanges } from "./fake-lanes.ts";

function ofLane(changes: Omit<SpecChanges, "kind">, failing: string, times: number) {
  return consume(
    { kind: "by-lane", ...changes },
    ({ lane }) => {
      const one = lane("s1").add("a#0 a#1 b#0 a#2");
      return () => [one];
    },
    { handler: failingAt(failing, times) },
  );
}

describe("a reader of a stream whose work fails", () => {
  it("tries again in place until it is done", async () => {
    const { done } = await ofLane({ onFailure: "retry" }, "a#1", 3);
    expect(done).toEqual(["a#0", "a#1", "b#0", "a#2"]);
  });

  it("skips the event, and commits as if nothing had been", async () => {
    const { done, of } = await ofLane({ onFailure: "skip" }, "a#1", 9);
    expect(done).toEqual(["a#0", "b#0", "a#2"]);
    expect([...of("discard"), ...of("dead-letter")]).toEqual([]);
    expect(of("commit").length).toBeGreaterThan(1);
  });

  it("skips all that it received behind it", async () => {
    const { done } = await ofLane({ onFailure: "skip-receive" }, "a#1", 9);
    expect(done).toEqual(["a#0"]);
  });

  it.each(["discard", "dead-letter"] as const)(
    "says that it gives the event up (%s) after so many attempts",
    async (onFailure) => {
      const { done, of } = await ofLane({ onFailure, attempts: 3 }, "a#1", 9);
      expect(done).toEqual(["a#0", "b#0", "a#2"]);
      expect(of("abandon")).toHaveLength(3);
      expect(of(onFailure)).toMatchObject([
        { key: "a", seq: 1, consumer: "map-1", reason: "the work failed 3 times" },
      ]);
    },
  );

  it("goes on where the work succeeds before that", async () => {
    const { done, of } = await ofLane({ onFailure: "discard", attempts: 3 }, "a#1", 2);
    expect(done).toEqual(["a#0", "a#1", "b#0", "a#2"]);
    expect(of("discard")).toEqual([]);
  });
});

describe("a consumer of a queue whose work fails", () => {
  const ofQueue = (changes: Omit<SpecChanges, "kind">) =>
    consume(
      { kind: "competing", ...changes },
      ({ queue }) => {
        const one = queue().add("a#0 a#1 b#0 a#2");
        return () => [one];
      },
      { handler: failingAt("a#1", 1), untilMs: 5000 },
    );

  it("leaves all that is behind it", async () => {
    const { done } = await ofQueue({ onFailure: "leave" });
    expect(done.slice(0, 1)).toEqual(["a#0"]);
    expect(done.slice(1)).not.toContain("b#0");
  });

  it("goes on with other groups, and not with that one", async () => {
    expect((await ofQueue({ onFailure: "stop-group" })).done).toEqual(["a#0", "b#0"]);
  });

  it("goes on with the same group, where it is told to", async () => {
    expect((await ofQueue({ onFailure: "go-on" })).done).toEqual(["a#0", "b#0", "a#2"]);
  });

  it("deletes what it gives up", async () => {
    const { done, of } = await ofQueue({ onFailure: "dead-letter" });
    expect(done).toEqual(["a#0", "b#0", "a#2"]);
    expect(of("dead-letter")).toMatchObject([{ key: "a", seq: 1 }]);
  });
});

describe("work that is to fail", () => {
  const fails = (failures: Failures, key: string, seq: number, index = 0): boolean => {
    try {
      failures.check({ key, seq, index });
      return false;
    } catch {
      return true;
    }
  };

  it("fails at the events that are meant, so often", () => {
    const twice = new Failures({ key: "a", seq: 1, times: 2 });
    expect([1, 2, 3].map(() => fails(twice, "a", 1))).toEqual([true, true, false]);
    expect([fails(twice, "a", 2), fails(twice, "b", 1)]).toEqual([false, false]);
  });

  it("fails at each n-th event of the fleet, always", () => {
    const third = new Failures({ everyNth: 3 });
    expect([0, 1, 2, 3, 4, 5].map((index) => fails(third, "a", index, index))).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(fails(third, "a", 2, 2)).toBe(true);
  });

  it("never fails where nothing is said", () => {
    expect(fails(new Failures(undefined), "a", 1)).toBe(false);
  });
});
