import { describe, expect, it } from "vitest";

import { beyondCapacity } from "../../src/cost/beyond.ts";
import { bottlenecks, workersOf } from "../../src/cost/capacity.ts";
import { resolve, resolveDesign } from "../../src/scenario/resolve.ts";
import type { KinesisDesign, Scenario, SqsDesign } from "../../src/scenario/scenario.ts";

const stream = (changes: Partial<KinesisDesign> = {}): KinesisDesign => ({
  service: "kinesis",
  shards: 5,
  partitionKey: "truck",
  producer: { kind: "serial" },
  consumers: [{ app: "map", kind: "by-lane", count: 100, serviceMs: 35 }],
  ...changes,
});
const queue = (changes: Partial<SqsDesign> = {}): SqsDesign =>
  ({
    service: "sqs-fifo",
    producer: { kind: "serial" },
    consumers: [{ app: "map", kind: "competing", count: 10, serviceMs: 100 }],
    ...changes,
  }) as SqsDesign;
const demand = (eventsPerS: number, more = {}) => ({
  eventsPerS,
  eventBytes: 208,
  keyCount: 100,
  ...more,
});
const worst = (design: KinesisDesign | SqsDesign, asked: ReturnType<typeof demand>) =>
  bottlenecks(resolveDesign(design), asked)[0];

describe("the bottleneck of a design", () => {
  it("is the handlers of five lanes at 35 ms: 143 events/s of 2,000, which takes 70 lanes", () => {
    expect(worst(stream(), demand(2000))).toMatchObject({
      part: "handlers",
      because: expect.stringMatching(
        /5 lanes at 35 ms each do 143 events\/s.*at least 70 lanes/,
      ) as string,
    });
  });

  it("is the write quota of the hottest shard, with an uneven spread", () => {
    const design = stream({ consumers: [{ app: "map", kind: "by-lane", count: 5 }] });
    expect(worst(design, demand(4000))).toBeUndefined();
    expect(worst(design, demand(4500, { hottestShare: 0.24 }))).toMatchObject({
      part: "write quota",
      because: expect.stringMatching(/hottest of which has 24 % .* 4167 events\/s/) as string,
    });
  });

  it("is the bytes of a shard where events are large: 8 KiB make 128 a second", () => {
    const design = stream({ consumers: [{ app: "map", kind: "by-lane", count: 5 }] });
    const large = { ...demand(1000), eventBytes: 8 * 1024 };
    expect(worst(design, large)).toMatchObject({ part: "write quota", capacityPerS: 640 });
  });

  it("is what a shard takes of full records where events are aggregated: ten times as many, or their bytes", () => {
    const producer = { kind: "aggregated", maxEvents: 10 } as const;
    const consumers = [{ app: "map", kind: "by-lane", count: 5 }] as const;
    const design = stream({ producer, consumers });
    const small = (eventsPerS: number) => ({ ...demand(eventsPerS), eventBytes: 100 });
    expect(worst(design, small(50_000))).toBeUndefined();
    expect(worst(design, small(50_001))).toMatchObject({
      part: "write quota",
      capacityPerS: 50_000,
    });
    const large = { ...demand(1000), eventBytes: 8 * 1024 };
    expect(worst(design, large)).toMatchObject({ part: "write quota", capacityPerS: 640 });
  });

  it("is 300 calls a second of a FIFO queue, 3,000 messages in batches, none in high throughput", () => {
    const idle = { consumers: [{ app: "map", kind: "competing" as const, count: 10 }] };
    expect(worst(queue(idle), demand(400))).toMatchObject({
      part: "write quota",
      capacityPerS: 300,
    });
    const batched = { ...idle, producer: { kind: "batched" as const } };
    expect(worst(queue(batched), demand(400))).toBeUndefined();
    expect(worst(queue(batched), demand(3001))).toMatchObject({ capacityPerS: 3000 });
    expect(worst(queue({ ...idle, highThroughput: true }), demand(400))).toBeUndefined();
  });

  it("is the polls of several applications on one shard", () => {
    const apps = [1, 2, 3, 4, 5, 6].map(
      (app) => ({ app: `app-${app}`, kind: "by-lane", count: 5 }) as const,
    );
    expect(worst(stream({ consumers: apps }), demand(10))).toMatchObject({
      part: "read quota",
      demandPerS: 6,
    });
    expect(worst(stream({ consumers: apps, read: "fan-out" }), demand(10))).toBeUndefined();
  });

  it("is not the handlers where each consumer, or shard, has threads for what it receives", () => {
    const pool = { app: "map", kind: "pooled", threads: 20, serviceMs: 100 } as const;
    const ofQueue = queue({ consumers: [{ ...pool, count: 10, maxEvents: 5 }] });
    expect(worst(ofQueue, demand(300))).toBeUndefined();
    expect(
      worst(queue({ consumers: [{ ...pool, count: 1, maxEvents: 5 }] }), demand(60)),
    ).toMatchObject({
      part: "handlers",
      capacityPerS: 50,
    });
    const ofStream = stream({ shards: 1, consumers: [{ ...pool, count: 1, maxEvents: 100 }] });
    expect(worst(ofStream, demand(201))).toMatchObject({ part: "handlers", capacityPerS: 200 });
  });

  it("is not what polls without a pause, which waits where it must", () => {
    const apps = [1, 2, 3, 4, 5, 6].map(
      (app) => ({ app: `app-${app}`, kind: "by-lane", count: 5, pollMs: 0 }) as const,
    );
    expect(worst(stream({ consumers: apps }), demand(10))).toBeUndefined();
  });

  it("is the worst of several, whichever comes first", () => {
    const parts = (serviceMs: number) => {
      const consumers = [{ app: "map", kind: "by-lane", count: 5, serviceMs }] as const;
      return bottlenecks(resolveDesign(stream({ consumers })), demand(6000)).map(
        ({ part }) => part,
      );
    };
    expect(parts(35)).toEqual(["handlers", "write quota"]);
    expect(parts(0.9)).toEqual(["write quota", "handlers"]);
  });

  it("is what message groups leave of the consumers, and of keys that are worked on at once", () => {
    const many = [{ app: "map", kind: "competing", count: 200, serviceMs: 1000 }] as const;
    expect(worst(queue({ consumers: many }), demand(150))?.because).toContain(
      "at least 150 consumers and message groups,",
    );
    const [few] = many;
    expect(worst(queue({ consumers: [{ ...few, count: 100 }] }), demand(150))?.because).toContain(
      "at least 150 consumers, or",
    );
    const byKey = [
      { app: "map", kind: "by-key", count: 1, keysAtOnce: 5, serviceMs: 100 },
    ] as const;
    expect(worst(queue({ consumers: byKey }), demand(60))).toMatchObject({ capacityPerS: 50 });
  });

  it("is a visibility timeout shorter than what one receive takes", () => {
    const slow = {
      consumers: [{ app: "map", kind: "competing" as const, count: 100, serviceMs: 4000 }],
    };
    expect(worst(queue(slow), demand(1))).toMatchObject({
      part: "visibility timeout",
      because: expect.stringMatching(/10 messages takes 40 s.*at least 40 s/) as string,
    });
  });

  it("is the producer where a truck's sends take longer than its events come, and not if it sends several at once", () => {
    const asked = { ...demand(100, { putMs: 50 }), keyCount: 1 };
    const idle = { consumers: [{ app: "map", kind: "competing" as const, count: 10 }] };
    expect(worst(queue(idle), asked)).toMatchObject({ part: "producer", capacityPerS: 20 });
    expect(worst(queue({ ...idle, producer: { kind: "concurrent" } }), asked)).toBeUndefined();
  });

  it("comes with what would help: batches where there are none, more consumers of a queue, more lanes of a stream", () => {
    const idle = { consumers: [{ app: "map", kind: "competing" as const, count: 10 }] };
    const single = worst(queue(idle), demand(3001))?.because;
    expect(single).toMatch(/: batches of ten take 3,000\/s, high-throughput mode more$/);
    const batched = worst(queue({ ...idle, producer: { kind: "batched" } }), demand(3001))?.because;
    expect(batched).toMatch(/ are due: high-throughput mode more$/);
    expect(worst(queue(), demand(101))?.because).toMatch(/^10 consumers at 100 ms each do 100 /);
    expect(worst(stream(), demand(144))?.because).toMatch(/^5 lanes at 35 ms each do 143 /);
  });
});

describe("before a run", () => {
  const scenario = (trucks: number, changes: Partial<Scenario> = {}) =>
    resolve({
      name: "mine",
      summary: "mine",
      workload: { kind: "fleet", trucks, durationS: 10 },
      design: stream(),
      expect: { verdict: "valid" },
      ...changes,
    });

  it("a load beyond what the design can do is announced", () => {
    expect(beyondCapacity(scenario(100))).toEqual([]);
    expect(beyondCapacity(scenario(2000))).toEqual([
      expect.stringMatching(/^mine: handlers: 5 lanes at 35 ms/),
    ]);
  });

  it("is not where the load asks for the limit, or nobody knows it", () => {
    const fleet = { kind: "fleet", trucks: 2000, durationS: 10 } as const;
    const ramp = { toHz: 64, until: "limit" } as const;
    for (const workload of [
      { ...fleet, arrival: "closed" },
      { ...fleet, ramp },
      { kind: "trace", file: "trace.csv" },
    ] as const) {
      expect(beyondCapacity(scenario(2000, { workload }))).toEqual([]);
    }
    expect(
      beyondCapacity(scenario(2000, { workload: { ...fleet, ramp: { toHz: 64 } } })),
    ).not.toEqual([]);
  });

  it("unless the scenario says that it means to", () => {
    const figures = [{ column: "saturated", is: true }];
    expect(beyondCapacity(scenario(2000, { expect: { verdict: "valid", figures } }))).toEqual([]);
  });
});

it("of code of the user's own it is known that one handler is at work", () => {
  const own = [{ app: "map", kind: "custom", count: 3, start: async () => {} }] as const;
  const designs = [stream({ consumers: own as never }), queue({ consumers: own as never })];
  expect(designs.map((design) => workersOf(resolveDesign(design), 100))).toEqual([1, 1]);
  expect(workersOf(resolveDesign(queue()), 100)).toBe(10);
});
