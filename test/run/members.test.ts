import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { runOnModel } from "./model-run.ts";

const workload = { kind: "fleet", trucks: 8, hz: 2, durationS: 60 } as const;
const leased = (more: object = {}): Design => ({
  service: "kinesis",
  shards: 4,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "leased", count: 2, serviceMs: 1, ...more }],
});

describe("leased workers", () => {
  it("share the lanes, all of them and each once", async () => {
    const { verdict, all } = await runOnModel({ workload, design: leased() });
    expect(verdict.verdict).toBe("valid");
    const last = new Map(all("delivery").map(({ lane, consumer }) => [lane, consumer]));
    expect([...last.values()].toSorted()).toEqual(["map-1", "map-1", "map-2", "map-2"]);
  });

  it("take over from one that died, after the failover time, from its checkpoint", async () => {
    const { verdict, all } = await runOnModel({
      workload,
      design: leased(),
      faults: [{ kind: "crash", app: "map", consumer: 1, atS: 25 }],
    });
    expect(verdict.verdict).toBe("valid");
    const takenOver = all("lease").filter(
      ({ action, atMs, consumer }) => action === "taken" && atMs > 25_000 && consumer === "map-2",
    );
    expect(takenOver.length).toBeGreaterThan(0);
    for (const { atMs, from } of takenOver) {
      expect(atMs).toBeGreaterThan(35_000);
      expect(from).toBe("after-position");
    }
  });

  it("hand over to one that joins, and take back from one that leaves, without a repeated effect", async () => {
    const { verdict, all } = await runOnModel({
      workload: { ...workload, durationS: 120 },
      design: leased({ count: 1, handOver: "graceful", failoverS: 3 }),
      faults: [
        { kind: "join", app: "map", count: 1, atS: 10 },
        { kind: "leave", app: "map", count: 1, atS: 60 },
      ],
      guarantee: "exactly-once-ordered",
    });
    expect(verdict.verdict).toBe("valid");
    const byTime = (from: number, to: number): readonly string[] => [
      ...new Set(
        all("delivery").flatMap(({ atMs, consumer }) =>
          atMs >= from && atMs < to ? [consumer] : [],
        ),
      ),
    ];
    expect(byTime(50_000, 60_000).toSorted()).toEqual(["map-1", "map-2"]);
    expect(byTime(90_000, 130_000)).toEqual(["map-1"]);
    expect(all("lease").filter(({ action }) => action === "given-up").length).toBeGreaterThan(1);
  });

  it("read children after their parents", async () => {
    const { verdict, all } = await runOnModel({
      workload: { ...workload, durationS: 20 },
      // They are behind when the shards are closed.
      design: leased({ count: 3, handOver: "graceful", serviceMs: 350 }),
      faults: [{ kind: "reshard", toShards: 8, atS: 15 }],
      drainS: 120,
    });
    expect(verdict.reasons).toEqual([]);
    expect(verdict.verdict).toBe("valid");
    expect(all("reshard").length).toBeGreaterThan(0);
  });
});

describe("competing consumers", () => {
  it("join and leave with nothing lost or left behind", async () => {
    const { verdict, all } = await runOnModel({
      workload: { ...workload, durationS: 30 },
      design: {
        service: "sqs-fifo",
        producer: { kind: "serial" },
        consumers: [{ app: "map", kind: "competing", count: 1, serviceMs: 40 }],
      },
      faults: [
        { kind: "join", app: "map", count: 2, atS: 5 },
        { kind: "leave", app: "map", count: 2, atS: 15 },
      ],
      guarantee: "exactly-once-ordered",
    });
    expect(verdict.verdict).toBe("valid");
    expect(new Set(all("delivery").map(({ consumer }) => consumer)).size).toBe(3);
    const late = all("delivery").filter(
      ({ atMs }) => atMs > 36_000 || (atMs > 22_000 && atMs < 30_000),
    );
    expect([...new Set(late.map(({ consumer }) => consumer))]).toEqual(["map-1"]);
  });
});
