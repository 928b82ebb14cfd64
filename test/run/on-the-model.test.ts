import { describe, expect, it } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { HistoryRecord } from "../../src/history/record.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import type { QueueConsumerSpec } from "../../src/scenario/consumer-spec.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { embeddedAddress } from "../../src/targets/target.ts";

const workload = { kind: "fleet", trucks: 20, hz: 2, durationS: 20 } as const;
const tracker = { app: "tracker", kind: "by-lane", count: 4 } as const;
const stream = {
  service: "kinesis",
  shards: 4,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [tracker],
} as const;
const queue = {
  service: "sqs-fifo",
  groupId: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "tracker", kind: "competing", count: 10 } as QueueConsumerSpec],
} as const;

function scenario(changes: Partial<Scenario>): Scenario {
  return {
    name: "test",
    summary: "A test.",
    workload,
    design: stream,
    expect: { verdict: "valid" },
    ...changes,
  };
}

async function run(changes: Partial<Scenario>) {
  const history: HistoryRecord[] = [];
  const chosen = scenario(changes);
  const outcome = await inVirtualTime(3, () =>
    runScenario({
      scenario: resolve(chosen),
      seed: 3,
      target: embeddedAddress,
      clock: "virtual",
      signal: new AbortController().signal,
      sink: { add: (record) => history.push(record) },
    }),
  );
  return { ...outcome, history };
}

describe("a run on the service model", () => {
  it("accounts for every event, on both services", async () => {
    for (const design of [stream, queue]) {
      const { metrics, verdict } = await run({ design });
      const { offered, sent, acked, unique } = metrics.counts;
      expect(new Set([offered, sent, acked, unique]).size).toBe(1);
      expect(verdict.verdict).toBe("valid");
    }
  });

  it("works on several trucks of a shard at once by key, in order per truck, and faster", async () => {
    const slow = { ...tracker, count: 1, serviceMs: 40 } as const;
    const byLane = await run({ design: { ...stream, shards: 1, consumers: [slow] } });
    const byKey = await run({
      design: { ...stream, shards: 1, consumers: [{ ...slow, kind: "by-key", keysAtOnce: 5 }] },
    });
    expect(byLane.metrics.parallelism.consumersActiveMax).toBe(1);
    expect(byKey.metrics.parallelism.consumersActiveMax).toBe(5);
    expect(byKey.verdict.verdict).toBe("valid");
    expect(byKey.durationMs).toBeLessThan(byLane.durationMs);
  });

  it("shows late and repeated processing when the visibility timeout is too short for a batch", async () => {
    // Ten messages of a truck take 5 s, but are visible again after 2 s.
    const consumers = [
      { app: "tracker", kind: "competing", count: 40, serviceMs: 500, startAtS: 20 },
    ] as const;
    const design = { ...queue, visibilityTimeoutS: 2, consumers };
    const { verdict } = await run({ design });
    expect(verdict.counts["duplicate-effect"]).toBeGreaterThan(0);
    expect(verdict.counts["key-overlap"]).toBeGreaterThan(0);
    expect(verdict.verdict).toBe("invalid");
  });

  it("tells a lost answer from a refusal: the event may be in the log twice, and is not lost", async () => {
    const faults = [{ kind: "lost-response", actions: ["PutRecord"], probability: 0.1 }] as const;
    const onStream = await run({ faults });
    expect(onStream.verdict.counts["duplicate-log"]).toBeGreaterThan(0);
    expect(onStream.verdict.counts).toMatchObject({ lost: 0, phantom: 0 });
    // The same with SendMessage: deduplication takes the copy out.
    const onQueue = await run({
      design: queue,
      faults: [{ ...faults[0], actions: ["SendMessage"] }],
    });
    expect(onQueue.verdict.counts).toMatchObject({ lost: 0, "duplicate-log": 0 });
    expect(onQueue.metrics.counts.retries).toBeGreaterThan(0);
  });

  it("calls a send uncertain, not refused, when an attempt before the last may have been accepted", async () => {
    // Every answer is lost in the first 5 s: all of the SDK's attempts commit, and none is known to have.
    const faults = [
      { kind: "lost-response", actions: ["PutRecord"], probability: 1, toS: 5 },
    ] as const;
    const { history, verdict } = await run({ faults });
    expect(history.filter(({ type }) => type === "uncertain").length).toBeGreaterThan(0);
    expect(history.filter(({ type }) => type === "refused")).toEqual([]);
    expect(verdict.counts).toMatchObject({ lost: 0, phantom: 0 });
  });

  it("passes the last sequence number with every put where the design asks for it, and the service takes it", async () => {
    const { verdict } = await run({
      design: { ...stream, sequenceNumberForOrdering: true },
    });
    expect(verdict.verdict).toBe("valid");
  });

  it("lets a second application begin when the first is done, and read the same", async () => {
    const replay = { ...tracker, app: "replay", startAfter: "tracker" } as const;
    const { metrics, history } = await run({ design: { ...stream, consumers: [tracker, replay] } });
    expect(new Set(metrics.apps.map(({ digest }) => digest)).size).toBe(1);
    const lastEffect = history.findLastIndex(
      (record) => record.type === "effect" && record.app === "tracker",
    );
    const firstReplay = history.findIndex(
      (record) => record.type === "delivery" && record.app === "replay",
    );
    expect(firstReplay).toBeGreaterThan(lastEffect);
  });

  it("ends at once with the reason when its producer fails", async () => {
    const { failure, durationMs } = await run({
      workload: { ...workload, payloadBytes: 2_000_000 },
    });
    expect(failure).toMatch(/more than|larger than|exceed|1048576/);
    expect(durationMs).toBeLessThan(5000);
  });

  it("judges what there is when it is stopped from outside, and says so", async () => {
    const stop = new AbortController();
    const chosen = scenario({});
    const outcome = await inVirtualTime(3, async () => {
      setTimeout(() => stop.abort(), 10_000);
      return runScenario({
        scenario: resolve(chosen),
        seed: 3,
        target: embeddedAddress,
        clock: "virtual",
        signal: stop.signal,
      });
    });
    expect(outcome.interrupted).toBe(true);
    expect(outcome.verdict.verdict).toBe("unknown");
    expect(outcome.durationMs).toBeLessThan(11_000);
  });
});
