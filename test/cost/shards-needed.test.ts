import { describe, expect, it } from "vitest";

import { shardsNeeded } from "../../src/cost/shards-needed.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import { event } from "../producer/fake-run.ts";

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

/** So many events of each truck, all due at once, or so many milliseconds apart. */
function burst(trucks: readonly string[], perTruck: number, apartMs = 0) {
  return Array.from({ length: perTruck }, (_, seq) =>
    trucks.map((truckId) => ({ ...event(truckId, seq), dueMs: seq * apartMs })),
  ).flat();
}

describe("the limits of a shard, in any second and a bit:", () => {
  const one = (perTruck: number, recordBytes: number, apartMs = 0) =>
    shardsNeeded({ events: burst(["a"], perTruck, apartMs), recordBytes: () => recordBytes });

  it("1,000 records", () => {
    expect(one(1000, 1)).toEqual({ forTheseKeys: 1, forAnEvenSpread: 1 });
    expect(one(1001, 1)).toEqual({ forTheseKeys: undefined, forAnEvenSpread: 2 });
    expect(one(2001, 1).forAnEvenSpread).toBe(3);
  });

  it("1 MB", () => {
    expect(one(8, 2 ** 17)).toEqual({ forTheseKeys: 1, forAnEvenSpread: 1 });
    expect(one(9, 2 ** 17)).toEqual({ forTheseKeys: undefined, forAnEvenSpread: 2 });
  });

  it("counted over 1,100 ms, and what is older no more", () => {
    // One every 1.1 ms is just that.
    expect(one(5000, 1, 1.101).forTheseKeys).toBe(1);
    expect(one(5000, 1, 1.09).forTheseKeys).toBeUndefined();
  });

  it("by the spread that MD5 gives the keys", () => {
    // The hashes begin with 0c (a), 92 (b) and 4a (c): a and c come apart with four shards only.
    const load = (trucks: readonly string[]) =>
      shardsNeeded({ events: burst(trucks, 600), recordBytes: () => 1 });
    expect(load(["a", "c"])).toEqual({ forTheseKeys: 4, forAnEvenSpread: 2 });
    expect(load(["a", "b"])).toEqual({ forTheseKeys: 2, forAnEvenSpread: 2 });
  });

  it("nothing at all is one shard", () => {
    expect(shardsNeeded({ events: [], recordBytes: () => 1 })).toEqual({
      forTheseKeys: 1,
      forAnEvenSpread: 1,
    });
  });
});
