import { CreateStreamCommand, GetShardIteratorCommand } from "@aws-sdk/client-kinesis";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { noLatency, publishedLatency } from "../../../src/emulator/assumed/latency-profiles.ts";
import { Emulator, type Parked } from "../../../src/emulator/emulator.ts";
import { drawMs, drawRoundTrip, type LatencyQuantiles } from "../../../src/emulator/latency.ts";
import { seededRandom } from "../../../src/random.ts";
import { clients, epochMs, Rig, shardId, sleep } from "../rig.ts";

function drawn(quantiles: LatencyQuantiles): (share: number) => number {
  const random = seededRandom(1, "test");
  const sorted = Array.from({ length: 40_000 }, () => drawMs(quantiles, random)).sort(
    (a, b) => a - b,
  );
  return (share) => sorted[Math.floor(share * sorted.length)] ?? NaN;
}

/** Within so many per cent. */
function near(ms: number, wantedMs: number, percent: number): void {
  expect(Math.abs(ms / wantedMs - 1) * 100, `${ms} against ${wantedMs}`).toBeLessThan(percent);
}

describe("a time is drawn", () => {
  test("lognormal from a median and a 99th percentile", () => {
    const at = drawn({ p50Ms: 12, p99Ms: 60 });
    near(at(0.5), 12, 2);
    near(at(0.99), 60, 4);
    near(at(0.01), 12 / 5, 4);
  });
  test("with the tails that p10 and p90 give it", () => {
    const at = drawn({ p10Ms: 8, p50Ms: 10, p90Ms: 30, p99Ms: 40 });
    near(at(0.1), 8, 2);
    near(at(0.5), 10, 2);
    near(at(0.9), 30, 3);
    near(at(0.99), 40, 2);
  });
  test("from two times for a share that is slow", () => {
    const at = drawn({ p50Ms: 5, p99Ms: 90, slow: { share: 0.1, minMs: 300, maxMs: 1000 } });
    expect(at(0.89)).toBeLessThan(300);
    near(at(0.95), 650, 4);
    expect(at(0.9999)).toBeLessThanOrEqual(1000);
  });
  test("always the same where the quantiles are equal, and 0 where there are none", () => {
    expect(new Set([0.1, 0.5, 0.99].map(drawn({ p50Ms: 70, p99Ms: 70 }))).size).toBe(1);
    expect(drawn({ p50Ms: 0, p99Ms: 0 })(0.99)).toBe(0);
  });
});

describe("a round trip", () => {
  const medianOf = (travelling: Parameters<typeof drawRoundTrip>[1]): number => {
    const random = seededRandom(1, "test");
    const sorted = Array.from({ length: 4001 }, () => {
      const { requestMs, responseMs } = drawRoundTrip(publishedLatency, travelling, random);
      return requestMs + responseMs;
    }).sort((a, b) => a - b);
    return sorted[2000] ?? NaN;
  };
  test("depends on the kind of the queue, and on the action of a stream", () => {
    expect(medianOf({ service: "sqs", action: "SendMessage", queue: "standard" })).toBe(10);
    expect(medianOf({ service: "sqs", action: "SendMessage", queue: "fifo" })).toBe(15);
    expect(medianOf({ service: "sqs", action: "ListQueues" })).toBe(15);
    expect(medianOf({ service: "kinesis", action: "PutRecord" })).toBe(12);
    expect(medianOf({ service: "kinesis", action: "PutRecords" })).toBe(16);
    expect(medianOf({ service: "kinesis", action: "ListShards" })).toBe(15);
  });
  test("of an action on one kind of queue goes before the same on any, before the kind's", () => {
    const constant = (ms: number): LatencyQuantiles => ({ p50Ms: ms, p99Ms: ms });
    const profile = {
      ...noLatency,
      queues: { fifo: constant(1) },
      actions: { "sqs.SendMessage": constant(2), "sqs.fifo.DeleteMessage": constant(3) },
    };
    const total = (action: string, queue?: "standard" | "fifo"): number => {
      const trip = drawRoundTrip(profile, { service: "sqs", action, queue }, () => 0.5);
      return trip.requestMs + trip.responseMs;
    };
    expect(total("SendMessage", "fifo")).toBe(2);
    expect(total("DeleteMessage", "fifo")).toBe(3);
    expect(total("DeleteMessage", "standard")).toBe(0);
    expect(total("ReceiveMessage", "fifo")).toBe(1);
    expect(total("ReceiveMessage")).toBe(0);
  });
  test("is told the kind of queue by its URL or its name", () => {
    const emulator = new Emulator({
      seed: 1,
      startMs: epochMs,
      latency: { ...noLatency, queues: { fifo: { p50Ms: 40, p99Ms: 40 } } },
    });
    const ms = (input: object): number =>
      emulator.journey("sqs", "GetQueueUrl", input, epochMs).requestMs;
    expect(ms({ QueueUrl: "http://localhost/000000000000/q.fifo" })).toBe(20);
    expect(ms({ QueueName: "q.fifo" })).toBe(20);
    expect(ms({ QueueUrl: "http://localhost/000000000000/q" })).toBe(0);
  });
});

describe("a message that was accepted", () => {
  const slow = { p50Ms: 200, p99Ms: 200 };
  const latency = { ...noLatency, sqsPropagation: { standard: slow, fifo: slow } };

  test.each(["q", "q.fifo"])(
    "to %s can be received a while later, by a long poll at once",
    (name) => {
      const rig = new Rig({ latency, adversity: "typical" });
      const url = rig.queue(name);
      const parked: Parked = rig.sqs("ReceiveMessage", { QueueUrl: url, WaitTimeSeconds: 20 });
      const answeredMs: number[] = [];
      parked.onReply = () => answeredMs.push(rig.nowMs - epochMs);
      if (name === "q") rig.sqs("SendMessage", { QueueUrl: url, MessageBody: "x" });
      else rig.send(url, "g", "x");
      expect(rig.emulator.nextAtMs()).toBe(epochMs + 200);
      rig.pass(199);
      expect(answeredMs).toEqual([]);
      rig.pass(1);
      expect(answeredMs).toEqual([200]);
    },
  );

  test("late holds up what was sent to its group after it, and nothing else", () => {
    // The first quarter of a second is slow for one of the groups, by its name.
    const fifo = { p50Ms: 1, p99Ms: 1, slow: { share: 0.5, minMs: 900, maxMs: 900 } };
    const rig = new Rig({ latency: { ...noLatency, sqsPropagation: { standard: slow, fifo } } });
    const url = rig.queue("q.fifo");
    const groups = Array.from({ length: 20 }, (_, index) => `g${index}`);
    for (const group of groups) rig.send(url, group, `${group}-0`);
    rig.pass(300);
    for (const group of groups) rig.send(url, group, `${group}-1`);
    const seen: string[] = [];
    for (let step = 0; step < 300; step += 1) {
      rig.pass(10);
      for (const message of rig.receive(url)) {
        seen.push(message.Body);
        rig.delete(url, message);
      }
    }
    expect(seen).toHaveLength(40);
    for (const group of groups) {
      expect(seen.indexOf(`${group}-0`)).toBeLessThan(seen.indexOf(`${group}-1`));
    }
    const firsts = groups.map((group) => seen.indexOf(`${group}-0`));
    expect(Math.max(...firsts)).toBeGreaterThan(20);
    expect(Math.min(...firsts)).toBe(0);
  });
});

describe("a record that was accepted", () => {
  const latency = {
    ...noLatency,
    kinesisPropagationMs: { p50Ms: 90, p99Ms: 250 },
    kinesisFanOutPropagationMs: { p50Ms: 36, p99Ms: 90 },
  };
  /** When each of many records, put 40 ms apart, was first read. */
  const readTimes = (seed: number): number[] => {
    const rig = new Rig({ latency, seed, quotas: "off" });
    rig.stream("s");
    let iterator = rig.iterator("s", "TRIM_HORIZON");
    const putMs: number[] = [];
    const took: number[] = [];
    for (let ms = 0; took.length < 500; ms += 1) {
      if (ms % 40 === 0 && putMs.length < 500) {
        rig.put("s", "k", `${putMs.length}`);
        putMs.push(rig.nowMs);
      }
      rig.pass(1);
      const { Records, NextShardIterator } = rig.read(iterator);
      iterator = NextShardIterator;
      for (const _ of Records) took.push(rig.nowMs - (putMs[took.length] ?? NaN));
    }
    return took;
  };
  test("is read after a time of the distribution, never before one in front of it", () => {
    const took = readTimes(1);
    const sorted = took.toSorted((a, b) => a - b);
    near(sorted[250] ?? NaN, 100, 25);
    expect(sorted[0]).toBeGreaterThan(20);
    expect(sorted.at(-1)).toBeLessThan(600);
    expect(readTimes(1)).toEqual(took);
    expect(readTimes(2)).not.toEqual(took);
  });
  test("is read by every reader of the shard at the same time", () => {
    const rig = new Rig({ latency, quotas: "off" });
    rig.stream("s");
    const seen = [rig.iterator("s", "TRIM_HORIZON"), rig.iterator("s", "LATEST")].map(
      (iterator) => ({ iterator, counts: [] as number[] }),
    );
    for (let step = 0; step < 200; step += 1) {
      if (step % 4 === 0) rig.put("s", "k", "x");
      rig.pass(5);
      for (const reader of seen) {
        const { Records, NextShardIterator } = rig.read(reader.iterator);
        reader.iterator = NextShardIterator;
        reader.counts.push(Records.length);
      }
    }
    expect(seen[0]?.counts).toEqual(seen[1]?.counts);
  });
});

describe("changes take their time", () => {
  test("by default 5 s for a stream, 3 s for a consumer, 30 s for a reshard; a second without latency", () => {
    for (const [latency, streamMs, consumerMs, reshardMs] of [
      [publishedLatency, 5000, 3000, 30_000],
      [noLatency, 1000, 1000, 1000],
    ] as const) {
      const rig = new Rig({ latency });
      const StreamName = "s";
      const status = (): string =>
        rig.kinesis("DescribeStreamSummary", { StreamName }).StreamDescriptionSummary.StreamStatus;
      rig.kinesis("CreateStream", { StreamName, ShardCount: 1 });
      rig.pass(streamMs - 1);
      expect(status()).toBe("CREATING");
      rig.pass(1);
      expect(status()).toBe("ACTIVE");
      const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
      const consumer = { StreamARN, ConsumerName: "c" };
      rig.kinesis("RegisterStreamConsumer", consumer);
      const consumerStatus = (): string =>
        rig.kinesis("DescribeStreamConsumer", consumer).ConsumerDescription.ConsumerStatus;
      rig.pass(consumerMs - 1);
      expect(consumerStatus()).toBe("CREATING");
      rig.pass(1);
      expect(consumerStatus()).toBe("ACTIVE");
      const ScalingType = "UNIFORM_SCALING";
      rig.kinesis("UpdateShardCount", { StreamName, TargetShardCount: 2, ScalingType });
      rig.pass(reshardMs - 1);
      expect(status()).toBe("UPDATING");
      rig.pass(1);
      expect(status()).toBe("ACTIVE");
    }
  });
});

test("readers that begin together get their iterators at different times where that is assumed", () =>
  inVirtualTime(1, async () => {
    const spread = async (pollPhaseMs: number): Promise<number> => {
      const { kinesis } = clients({ latency: noLatency, pollPhaseMs });
      await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 5 }));
      await sleep(2000);
      const startMs = performance.now();
      const tookMs = await Promise.all(
        [0, 1, 2, 3, 4].map(async (index) => {
          const ShardIteratorType = "TRIM_HORIZON";
          const place = { StreamName: "s", ShardId: shardId(index), ShardIteratorType } as const;
          await kinesis.send(new GetShardIteratorCommand(place));
          return performance.now() - startMs;
        }),
      );
      return Math.max(...tookMs) - Math.min(...tookMs);
    };
    expect(await spread(0)).toBe(0);
    expect(await spread(1000)).toBeGreaterThan(200);
  }));
