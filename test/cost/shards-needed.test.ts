import { describe, expect, it } from "vitest";

import { shardsNeeded } from "../../src/cost/shards-needed.ts";
import { planWorkload } from "../../src/workload/plan.ts";

function eventsOf(trucks: number, hz: number) {
  const workload = { kind: "fleet", trucks, hz, durationS: 4, jitter: 0 } as const;
  return planWorkload(workload, 1, () => "").events;
}

describe("shards needed", () => {
  it("is one for a load that one shard takes", () => {
    const load = { events: eventsOf(100, 1), recordBytes: () => 200 };
    expect(shardsNeeded(load)).toEqual({ forTheseKeys: 1, forAnEvenSpread: 1 });
  });

  it("counts bytes: 100 trucks with 100 KiB/s each fill 10 shards, and their MD5 spread takes more", () => {
    const load = { events: eventsOf(100, 1), recordBytes: () => 100 * 1024 };
    const needed = shardsNeeded(load);
    expect(needed.forAnEvenSpread).toBeGreaterThanOrEqual(10);
    expect(needed.forTheseKeys).toBeGreaterThan(needed.forAnEvenSpread);
  });

  it("counts records: 20 trucks at 100/s are two shards' worth", () => {
    const load = { events: eventsOf(20, 100), recordBytes: () => 10 };
    expect(shardsNeeded(load).forAnEvenSpread).toBeGreaterThanOrEqual(2);
  });

  it("has no answer when one truck alone is too much for a shard", () => {
    const load = { events: eventsOf(2, 5), recordBytes: () => 512 * 1024 };
    expect(shardsNeeded(load).forTheseKeys).toBeUndefined();
  });
});
