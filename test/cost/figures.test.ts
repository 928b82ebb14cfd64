/** Estimates by hand, on plans that are easy to count. That they are upper bounds is shown by estimate.test.ts, on runs. */
import { describe, expect, it } from "vitest";

import { calibrationErrand, probeErrand } from "../../src/cost/errands.ts";
import { estimateRun } from "../../src/cost/estimate.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { ResolvedScenario } from "../../src/scenario/resolved.ts";
import type { Design, ProducerSpec, Scenario } from "../../src/scenario/scenario.ts";
import type { Plan } from "../../src/workload/event.ts";
import { event } from "../producer/fake-run.ts";

/** 100 s of sending, 120 s of draining, 60 s of making and deleting. */
const seconds = 280;

/** 500 events of two trucks, one every 200 ms, 1,000 bytes each; keys are counted as 12 bytes at least. */
function planOf(changes: Partial<Plan> = {}): Plan {
  const events = Array.from({ length: 500 }, (_, seq) => ({
    ...event("a", seq),
    dueMs: 200 * seq,
  }));
  const open = { trucks: ["a", "b"], payloadBytes: 1000, durationMs: 100_000, arrival: "open" };
  return { ...open, events, ...changes } as Plan;
}

const stream: Design = {
  service: "kinesis",
  shards: 2,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "by-lane", count: 2, pollMs: 200 }],
};

const queue: Design = {
  service: "sqs-fifo",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "competing", count: 3 }],
};

function estimate(
  design: object,
  {
    plan = planOf(),
    region = "us-east-1",
    ...changes
  }: Partial<Scenario> & {
    readonly plan?: Plan;
    readonly region?: string;
  } = {},
) {
  const scenario: ResolvedScenario = resolve({
    name: "test",
    summary: "A test.",
    workload: { kind: "fleet", trucks: 2, durationS: 100 },
    design: design as Design,
    expect: { verdict: "valid" },
    ...changes,
  });
  return estimateRun(scenario, plan, region);
}

/**
 * Three attempts for each event, and for each of two trucks 30 attempts at once and 1.5 a second while nothing is taken, for 220 s:
 * 1,500 + 2 x 360.
 */
const serialSends = 2220;
const putUsd = (units: number): number => (units * 0.014) / 1e6;

describe("the estimate of a stream", () => {
  it("polled five times a second: 1,401 polls of each shard, three attempts each", () => {
    const { costUsd, ...rest } = estimate(stream);
    expect(rest).toEqual({
      resource: "stream of 2 shards",
      seconds,
      // Events, polls, and ten requests around them.
      requests: 500 + 2 * 1401 + 10,
      // 400 requests for each reader before it gives up, 1,500 around them.
      requestsAtMost: serialSends + 3 * 2 * 1401 + 2 * 400 + 1500,
    });
    // Two shards for a started hour, a payload unit for each attempt.
    expect(costUsd).toBeCloseTo(2 * 0.015 + putUsd(serialSends), 12);
  });

  it("by enhanced fan-out: a subscription lasts five minutes, an hour of each consumer and the bytes are billed", () => {
    const consumers = ["map", "alerts"].map((app) => ({ app, kind: "by-lane", count: 2 }));
    const { costUsd, requests, requestsAtMost } = estimate({
      ...stream,
      read: "fan-out",
      consumers,
    });
    expect(requests).toBe(500 + 2 * 2 * 2 + 10);
    expect(requestsAtMost).toBe(serialSends + 3 * 8 + 4 * 400 + 1500);
    const pushedUsd = ((2 * serialSends * 1012) / 2 ** 30) * 0.013;
    expect(costUsd).toBeCloseTo(2 * (0.015 + 2 * 0.015) + putUsd(serialSends) + pushedUsd, 12);
  });

  it("takes a poll without a pause for one every millisecond, and code of the user's own for five a second", () => {
    const consumer = (changes: object) => ({
      ...stream,
      consumers: [{ app: "map", kind: "by-lane", count: 2, ...changes }],
    });
    expect(estimate(consumer({ pollMs: 0 })).requests).toBe(500 + 2 * 280_001 + 10);
    const start = async () => {};
    expect(estimate(consumer({ kind: "custom", start })).requests).toBe(500 + 2 * 1401 + 10);
    expect(estimate(consumer({})).requests).toBe(500 + 2 * 281 + 10);
  });

  it("on demand: its shards may become twice as many every quarter of an hour, for which it is polled; the hour and the bytes are billed", () => {
    const onDemand = { ...stream, shards: "on-demand" };
    const { resource, requests, costUsd } = estimate(onDemand);
    expect(resource).toBe("on-demand stream");
    expect(requests).toBe(500 + 2 * 4 * 1401 + 10);
    const gb = (bytes: number): number => (serialSends * bytes) / 2 ** 30;
    expect(costUsd).toBeCloseTo(0.04 + gb(1024) * 0.08 + gb(1012) * 0.05, 12);
    // 901 s are two quarters begun.
    const longer = planOf({ durationMs: 721_000 });
    expect(estimate(onDemand, { plan: longer }).requests).toBe(500 + 4 * 4 * 4506 + 10);
  });

  it("counts every started hour whole", () => {
    const long = planOf({ durationMs: 3_421_000, events: [] });
    const shardUsd = (plan: Plan) =>
      estimate(stream, { plan }).costUsd - putUsd(2 * (30 + 1.5 * (plan.durationMs / 1000 + 120)));
    expect(shardUsd(long)).toBeCloseTo(2 * 2 * 0.015, 9);
    expect(shardUsd({ ...long, durationMs: 3_420_000 })).toBeCloseTo(2 * 0.015, 9);
  });

  it("counts twice the shards of each reshard, while it is under way and after", () => {
    const faults = [
      { kind: "reshard", atS: 1, toShards: 4 },
      { kind: "throttle", toS: 5 },
      { kind: "reshard", atS: 5, toShards: 3 },
    ] as const;
    const { costUsd, requests } = estimate(stream, { faults });
    expect(requests).toBe(500 + 16 * 1401 + 10);
    expect(costUsd).toBeCloseTo(16 * 0.015 + putUsd(serialSends), 12);
  });

  it("counts a payload in steps of 25 KB, its key and its encryption with it", () => {
    const units = (payloadBytes: number, more: object = {}, trucks = ["a", "b"]) =>
      (estimate({ ...stream, ...more }, { plan: planOf({ payloadBytes, trucks }) }).costUsd -
        2 * 0.015) /
      putUsd(serialSends);
    expect(units(25 * 1024 - 12)).toBeCloseTo(1, 9);
    expect(units(25 * 1024 - 11)).toBeCloseTo(2, 9);
    expect(units(25 * 1024 - 12, {}, ["a", "a name of so many"])).toBeCloseTo(2, 9);
    // 19,171 bytes are 25,600 in base64, with 28 of them around.
    const sealed = { payloadEncryption: "aes-256-gcm" };
    expect(units(19_163, sealed)).toBeCloseTo(1, 9);
    expect(units(19_164, sealed)).toBeCloseTo(2, 9);
  });
});

describe("what is sent at most", () => {
  const sends = (producer: object, changes: Parameters<typeof estimate>[1] = {}) =>
    estimate({ ...stream, producer: producer as ProducerSpec }, changes).requestsAtMost -
    (3 * 2 * 1401 + 2 * 400 + 1500);

  it("by a producer that sends every event at once: the attempts of each", () => {
    expect(sends({ kind: "serial" })).toBe(serialSends);
    expect(sends({ kind: "batched" })).toBe(serialSends);
    // 1,500, and 360 for each of 500 events.
    expect(sends({ kind: "concurrent" })).toBe(1500 + 500 * 360);
  });

  it("by code of the user's own, and where more is due than is taken: as much as a client can", () => {
    const ofClient = 10_000 * 220;
    expect(sends({ kind: "custom", start: async () => {} })).toBe(ofClient);
    const burst = (records: number) =>
      planOf({ events: Array.from({ length: records }, (_, seq) => event("a", seq)) });
    // A thousand records in any second are what a shard takes.
    expect(sends({ kind: "serial" }, { plan: burst(1001) })).toBe(ofClient);
    expect(sends({ kind: "serial" }, { plan: burst(1000) })).toBe(3 * 1000 + 720);
    const apart = burst(2000).events.map((one, at) => ({ ...one, dueMs: at < 1000 ? 0 : 1000 }));
    expect(sends({ kind: "serial" }, { plan: planOf({ events: apart }) })).toBe(3 * 2000 + 720);
    const closer = apart.map((one) => ({ ...one, dueMs: Math.min(one.dueMs, 999) }));
    expect(sends({ kind: "serial" }, { plan: planOf({ events: closer }) })).toBe(ofClient);
  });

  it("to a FIFO queue is overload from 300 a second on, 3,000 in batches", () => {
    const requests = (count: number, more: object = {}) => {
      const events = Array.from({ length: count }, (_, seq) => event("a", seq));
      return estimate({ ...queue, ...more }, { plan: planOf({ events }) }).requestsAtMost;
    };
    const patient = (count: number) => 3 * count + 720 + 6 * count + 126 + 2400 + 1500;
    expect(requests(300)).toBe(patient(300));
    const most = 10_000 * seconds + 1500;
    const overloaded = 10_000 * 220 + 6 * 301 + 126 + 2400 + 1500;
    expect(requests(301)).toBe(Math.min(most, overloaded));
    expect(requests(3000, { producer: { kind: "batched" } })).toBe(patient(3000));
    expect(requests(3001, { producer: { kind: "batched" } })).toBeGreaterThan(2_200_000);
    expect(requests(2400, { highThroughput: true })).toBe(patient(2400));
    expect(requests(2401, { highThroughput: true })).toBeGreaterThan(2_200_000);
    expect(requests(9000, { service: "sqs-standard" })).toBe(patient(9000));
  });
});

describe("a closed loop sends as much as it may", () => {
  const closed = planOf({ arrival: "closed", events: [], durationMs: 98_000 });
  /** 98 s, and two seconds' worth that a window lets through at its beginning. */
  const windowedS = 100;
  const events = (design: object, region = "us-east-1") => {
    const { requests } = estimate(design, { plan: closed, region });
    // Three requests for each, and 42 receives that find nothing, in 278 s (41.7).
    return (requests - 10 - 42) / 3;
  };

  it.each([
    [queue, "us-east-1", 300],
    [{ ...queue, producer: { kind: "batched" } }, "us-east-1", 3000],
    [{ ...queue, highThroughput: true }, "us-east-1", 10_000],
    [{ ...queue, highThroughput: true }, "us-east-2", 10_000],
    [{ ...queue, highThroughput: true }, "ap-south-1", 9000],
    [{ ...queue, highThroughput: true }, "eu-west-2", 4500],
    [{ ...queue, highThroughput: true }, "eu-north-1", 2400],
    [{ ...queue, highThroughput: true, producer: { kind: "batched" } }, "us-east-1", 100_000],
    [{ ...queue, highThroughput: true, producer: { kind: "batched" } }, "eu-north-1", 24_000],
    [{ ...queue, service: "sqs-standard" }, "us-east-1", 10_000],
  ] as const)("%j in %s: %i a second", (design, region, perS) => {
    expect(events(design, region)).toBeCloseTo(perS * windowedS, -1);
  });

  it("on a stream by its shards, a thousand records a second each", () => {
    const { requests, requestsAtMost } = estimate(stream, { plan: closed });
    const polls = 2 * 1391;
    expect(requests).toBe(2 * 1000 * windowedS + polls + 10);
    // Three attempts of each, and four a second of each truck that is throttled.
    const sends = 3 * 200_000 + 2 * 4 * windowedS;
    expect(requestsAtMost).toBe(sends + 3 * polls + 2 * 400 + 1500);
    const slots = { kind: "fleet", trucks: 2, durationS: 98, outstandingPerTruck: 5 } as const;
    const more = estimate(stream, { plan: closed, workload: slots });
    expect(more.requestsAtMost - requestsAtMost).toBe(4 * 2 * 4 * windowedS);
  });
});

describe("the estimate of a queue", () => {
  it("that is polled long: 42 receives that find nothing", () => {
    const { costUsd, ...rest } = estimate(queue);
    // Receives and deletes three times each, receives that find nothing, and 400 of each consumer, twice.
    const atMost = serialSends + 6 * 500 + 3 * 42 + 2 * 3 * 400 + 1500;
    expect(rest).toEqual({
      resource: "FIFO queue",
      seconds,
      requests: 3 * 500 + 42 + 10,
      requestsAtMost: atMost,
    });
    expect(costUsd).toBeCloseTo((atMost * 0.5) / 1e6, 12);
    const standard = estimate({ ...queue, service: "sqs-standard" });
    expect(standard.resource).toBe("standard queue");
    expect(standard.costUsd).toBeCloseTo((atMost * 0.4) / 1e6, 12);
  });

  it("that is polled short asks as fast as it is answered: 1,000 a second of each consumer, 10,000 in all", () => {
    const requests = (count: number, changes: object) =>
      estimate({ ...queue, consumers: [{ app: "map", kind: "competing", count, ...changes }] })
        .requests - 1510;
    expect(requests(3, { pollMs: 999 })).toBe(3 * 1000 * seconds);
    expect(requests(3, { pollMs: 1000 })).toBe(3 * seconds);
    expect(requests(3, { pollMs: 1999 })).toBe(3 * seconds);
    expect(requests(3, { pollMs: 60_000 })).toBe((3 * seconds) / 20);
    expect(requests(30, { pollMs: 0 })).toBe(10_000 * seconds);
    const start = async () => {};
    expect(requests(2, { kind: "custom", start, pollMs: undefined })).toBe(2 * 1000 * seconds);
  });

  it("counts a payload in steps of 64 KB, and no more requests than a client can make", () => {
    const one = estimate(queue).costUsd;
    const large = planOf({ payloadBytes: 64 * 1024 + 1 });
    expect(estimate(queue, { plan: large }).costUsd).toBeCloseTo(2 * one, 12);
    const start = async () => {};
    const own = { ...queue, producer: { kind: "custom", start } };
    expect(estimate(own).requestsAtMost).toBe(10_000 * seconds + 1500);
  });
});

it("a Region whose prices are not known is twice as dear", () => {
  for (const design of [stream, queue]) {
    const there = estimate(design, { region: "eu-west-1" }).costUsd;
    expect(there).toBeCloseTo(2 * estimate(design).costUsd, 12);
  }
});

describe("what probe and calibrate are said to take", () => {
  it("by probe: shards, and a quota that is looked for 8 s long by 10,000 requests a second", () => {
    const kinesis = probeErrand(["kinesis"], "us-east-1");
    expect(kinesis).toMatchObject({ requests: 5000, seconds: 120 });
    // 14 shard-hours and one of a consumer; 80,000 puts of two units.
    expect(kinesis.costUsd).toBeCloseTo(14 * 0.015 + 0.015 + putUsd(160_000), 12);
    const sqs = probeErrand(["sqs"], "us-east-1");
    expect(sqs.costUsd).toBeCloseTo((85_000 * 0.5) / 1e6, 12);
    expect(probeErrand(["sqs"], "eu-west-1").costUsd).toBeCloseTo(2 * sqs.costUsd, 12);
  });

  it("by calibrate, with 20 samples of each kind", () => {
    // 60 turns with four shards warmed up ten times each; twelve records a turn, three attempts.
    const puts = 3 * 60 * 12;
    const kinesis = calibrationErrand(["kinesis"], "us-east-1", 20);
    expect(kinesis).toMatchObject({ requests: 320, seconds: 80 });
    const pushedUsd = ((puts * 1024) / 2 ** 30) * 0.013;
    expect(kinesis.costUsd).toBeCloseTo(4 * 0.03 + putUsd(puts) + pushedUsd, 12);
    // Two queues, singly and in batches: a send, a delete, twenty receives, three attempts; 500 around it.
    const sqs = calibrationErrand(["sqs"], "us-east-1", 20);
    expect(sqs.costUsd).toBeCloseTo(((3 * 2 * 2 * 60 * 22 + 500) * 0.5) / 1e6, 12);
    const both = calibrationErrand(["kinesis", "sqs"], "us-east-1", 20);
    expect(both.makes).toBe(
      "a stream of 4 shards with one fan-out consumer, a FIFO queue and a standard queue",
    );
    expect(both.costUsd).toBeCloseTo(kinesis.costUsd + sqs.costUsd, 12);
  });
});
