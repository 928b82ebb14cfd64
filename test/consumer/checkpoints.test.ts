import { describe, expect, it } from "vitest";

import { Checkpoints } from "../../src/consumer/checkpoints.ts";
import type { HistoryRecord } from "../../src/history/record.ts";

function store(everyMs: number) {
  const history: HistoryRecord[] = [];
  const record = (one: HistoryRecord): void => void history.push(one);
  return { checkpoints: new Checkpoints({ app: "map", everyMs, record }), history };
}

describe("the checkpoint store", () => {
  it("keeps how far each lane was worked off, and writes each checkpoint", () => {
    const { checkpoints, history } = store(0);
    checkpoints.reach("s1", "10", "map-1", 100);
    checkpoints.reach("s2", "20", "map-2", 100);
    checkpoints.reach("s1", "11", "map-1", 100);
    expect([checkpoints.positionIn("s1"), checkpoints.positionIn("s2")]).toEqual(["11", "20"]);
    expect(checkpoints.positionIn("s3")).toBeUndefined();
    expect(history).toHaveLength(3);
    expect(history[2]).toEqual({
      type: "commit",
      app: "map",
      consumer: "map-1",
      lane: "s1",
      position: "11",
      scope: "through",
      atMs: 100,
    });
  });

  it("stores the first at once, and then one of a lane per interval", () => {
    const { checkpoints, history } = store(1000);
    for (const [position, atMs] of [
      ["1", 500],
      ["2", 501],
      ["3", 1499],
      ["4", 1500],
      ["5", 1600],
    ] as const) {
      checkpoints.reach("s1", position, "map-1", atMs);
    }
    expect(checkpoints.positionIn("s1")).toBe("4");
    expect(history.map((one) => (one.type === "commit" ? one.position : ""))).toEqual(["1", "4"]);
    // Another lane has an interval of its own.
    checkpoints.reach("s2", "9", "map-1", 1600);
    expect(checkpoints.positionIn("s2")).toBe("9");
  });
});
