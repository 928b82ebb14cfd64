import { describe, expect, it } from "vitest";

import type { Scenario } from "../../src/scenario/scenario.ts";
import { type ModelRun, namesOf, queue, runOnModel, stream } from "./model-run.ts";

const [consumer] = stream.consumers;
const toFour = { kind: "reshard", atS: 5, toShards: 4 } as const;

/** Everything that was sent was done once, and the verdict says so. */
function expectAllDone({ verdict, all, failure }: ModelRun): void {
  expect(failure).toBeUndefined();
  expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0, misrouted: 0 } });
  const acked = namesOf(all("ack"));
  expect(acked).toHaveLength(all("send").length);
  expect(namesOf(all("effect"))).toEqual(acked);
}

describe("a stream that is resharded in mid-run loses nothing and keeps the order", () => {
  const cases: Readonly<Record<string, Partial<Scenario>>> = {
    "2 to 4": { faults: [toFour] },
    "4 to 2": {
      design: { ...stream, shards: 4 },
      faults: [{ ...toFour, toShards: 2 }],
    },
    "3 to 5": { design: { ...stream, shards: 3 }, faults: [{ ...toFour, toShards: 5 }] },
    "2 to 4 to 2": { faults: [toFour, { kind: "reshard", atS: 12, toShards: 2 }] },
    "2 to 4 to 8": { faults: [toFour, { kind: "reshard", atS: 8, toShards: 8 }] },
    "with enhanced fan-out": { design: { ...stream, read: "fan-out" }, faults: [toFour] },
    "merged, with enhanced fan-out": {
      design: { ...stream, read: "fan-out" },
      faults: [{ ...toFour, toShards: 1 }],
    },
    "read by key": {
      design: { ...stream, consumers: [{ ...consumer, kind: "by-key", serviceMs: 30 }] },
      faults: [toFour],
    },
    "sent in batches": {
      design: { ...stream, producer: { kind: "batched", lingerMs: 500 } },
      faults: [toFour],
    },
    "with fewer consumers than shards": {
      design: { ...stream, consumers: [{ ...consumer, count: 1 }] },
      faults: [toFour],
    },
    "with consumers that lag behind": {
      design: { ...stream, consumers: [{ ...consumer, serviceMs: 400 }] },
      faults: [toFour],
      drainS: 300,
    },
    "with throttles and lost answers": {
      design: { ...stream, consumers: [{ ...consumer, count: 4 }] },
      faults: [
        toFour,
        { kind: "throttle", probability: 0.2, toS: 10 },
        { kind: "lost-response", actions: ["GetRecords", "ListShards"], probability: 0.2 },
      ],
    },
    "before a late application begins": {
      design: { ...stream, consumers: [{ ...consumer, startAtS: 15 }] },
      faults: [toFour],
    },
    "in the middle of it all": {
      faults: [{ kind: "reshard", when: { event: "handled", count: 40 }, toShards: 4 }],
    },
  };

  it.each(Object.entries(cases))("%s", async (_, changes) => {
    const run = await runOnModel(changes);
    expectAllDone(run);
    expect(run.all("reshard").length).toBeGreaterThan(0);
  });
});

describe("the history of a reshard", () => {
  it("has who came of whom, and every child is begun after its parents' ends", async () => {
    const { all, history } = await runOnModel({
      faults: [toFour, { kind: "reshard", atS: 12, toShards: 2 }],
    });
    const families = all("reshard");
    expect(families.map(({ parents, children }) => [parents.length, children.length])).toEqual([
      [1, 2],
      [1, 2],
      [2, 1],
      [2, 1],
    ]);
    const parentsOf = new Map(
      families.flatMap(({ parents, children }) => children.map((child) => [child, parents])),
    );
    expect(parentsOf.size).toBe(6);
    const at = (lane: string, action: string): number =>
      history.findIndex(
        (one) => one.type === "lease" && one.lane === lane && one.action === action,
      );
    for (const [child, parents] of parentsOf) {
      for (const parent of parents) {
        expect(at(parent, "ended")).toBeGreaterThan(0);
        expect(at(child, "taken")).toBeGreaterThan(at(parent, "ended"));
      }
    }
  });

  it("has every event in one shard, and no delivery from a child before its parent's end", async () => {
    const { all, history } = await runOnModel({ faults: [toFour] });
    const ends = new Map(
      all("lease").flatMap((lease) => (lease.action === "ended" ? [[lease.lane, lease]] : [])),
    );
    expect(ends.size).toBe(2);
    for (const { children, parents } of all("reshard")) {
      const first = history.findIndex(
        (one) => one.type === "delivery" && children.includes(one.lane),
      );
      for (const parent of parents) {
        expect(first).toBeGreaterThan(history.indexOf(ends.get(parent)!));
      }
    }
  });

  it("costs what the shards cost while they are there", async () => {
    const [plain, resharded] = [await runOnModel({}), await runOnModel({ faults: [toFour] })];
    // Two shards more for the 14 s that are left when it is done, of 20.
    const extraUsd = resharded.costUsd - plain.costUsd;
    expect(extraUsd).toBeGreaterThan((2 * 13 * 0.015) / 3600);
    expect(extraUsd).toBeLessThan((2 * 15 * 0.015) / 3600);
  });
});

describe("an on-demand stream", () => {
  // One truck fills more than half a shard for a minute, and a quarter of an hour later the shard is split.
  const busy = {
    workload: {
      kind: "fleet",
      trucks: 1,
      hz: 0.04,
      durationS: 1000,
      payloadBytes: 275_000,
      jitter: 0,
      spike: { fromS: 0, toS: 65, factor: 50 },
    },
    design: {
      ...stream,
      shards: "on-demand",
      consumers: [{ ...consumer, count: 4, pollMs: 5000 }],
    },
  } as const satisfies Partial<Scenario>;

  it("is split by itself, is read on in order, and costs by the hour and by what goes through it", async () => {
    const run = await runOnModel(busy);
    expectAllDone(run);
    const [family, ...others] = run.all("reshard");
    expect(others).toEqual([]);
    expect(family).toMatchObject({ children: ["shardId-000000000004", "shardId-000000000005"] });
    expect(family!.atMs).toBeGreaterThanOrEqual(900_000);
    expect(new Set(run.all("delivery").map(({ lane }) => lane)).size).toBe(2);
    const gb = (run.all("ack").length * 269 * 1024) / 2 ** 30;
    const hourUsd = (run.durationMs / 3_600_000) * 0.04;
    expect(run.costUsd).toBeCloseTo(hourUsd + gb * (0.08 + 0.05), 3);
  });
});

describe("a reshard that cannot be", () => {
  it("ends the run with the reason", async () => {
    const { failure, verdict } = await runOnModel({ faults: [{ ...toFour, toShards: 5 }] });
    expect(failure).toMatch(/LimitExceededException.*double/);
    expect(verdict.verdict).toBe("unknown");
  });

  it("of a queue says that it has no shards", async () => {
    const { failure } = await runOnModel({ design: queue, faults: [toFour] });
    expect(failure).toMatch("a queue has no shards to split or merge");
  });

  it("never comes when its moment does not", async () => {
    const when = { event: "handled", count: 1000 } as const;
    const run = await runOnModel({ faults: [{ kind: "reshard", when, toShards: 4 }] });
    expectAllDone(run);
    expect(run.all("reshard")).toEqual([]);
  });
});
