import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { runOnModel } from "../run/model-run.ts";

/** Six messages of a truck, two seconds of work each, under a visibility timeout of five. */
function slow(more: object): Parameters<typeof runOnModel>[0] {
  const design: Design = {
    service: "sqs-fifo",
    visibilityTimeoutS: 5,
    producer: { kind: "serial" },
    consumers: [{ app: "map", kind: "competing", count: 2, serviceMs: 2000, startAtS: 8, ...more }],
  };
  return {
    workload: { kind: "fleet", trucks: 1, durationS: 6 },
    design,
    guarantee: "exactly-once-ordered",
  };
}

describe("a heartbeat", () => {
  it("keeps a receive from others for as long as it is worked on", async () => {
    const { verdict, all } = await runOnModel(slow({ heartbeatS: 2 }));
    expect(verdict.reasons).toEqual([]);
    expect(new Set(all("delivery").map(({ consumer }) => consumer)).size).toBe(1);
  });

  it("is what is missing where the others get it too", async () => {
    const { verdict } = await runOnModel(slow({}));
    expect(verdict.counts["duplicate-effect"]).toBeGreaterThan(0);
  });

  it("lets go what it leaves", async () => {
    const { verdict, all } = await runOnModel({
      ...slow({ heartbeatS: 2, serviceMs: 10, failing: { key: "truck_1", seq: 2, times: 1 } }),
    });
    expect(verdict.reasons).toEqual([]);
    expect(all("abandon")).toHaveLength(1);
  });
});
