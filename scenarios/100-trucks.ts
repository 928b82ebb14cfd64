import type { Comparison } from "../src/scenario/comparison.ts";

const fiveShards = {
  service: "kinesis",
  shards: 5,
  partitionKey: "truck",
  producer: { kind: "serial" },
} as const;

/** What five shards show, however they are read, with one consumer per shard. */
const ofFiveShards = {
  steady: {
    figures: [
      { column: "consumers_receiving", is: 5 },
      { column: "saturated", is: false },
    ],
  },
  backlog: { figures: [{ column: "consumers_active_max", is: 5 }] },
  ceiling: { figures: [{ column: "produce_events_per_s", atLeast: 4950, atMost: 5050 }] },
  "ceiling-8-kib": { figures: [{ column: "produce_mb_per_s", atLeast: 4.95, atMost: 5.05 }] },
  saturation: { figures: [{ column: "limit_hz_per_truck", atLeast: 1, atMost: 1.5 }] },
  replay: { figures: [{ column: "replay", is: "identical" }] },
};

const fifo = {
  service: "sqs-fifo",
  groupId: "truck",
  producer: { kind: "serial" },
  consumer: { kind: "competing" },
  guarantee: "exactly-once-ordered",
} as const;

const allAtWork = { figures: [{ column: "consumers_active_max", is: 100 }] };

export default {
  name: "100-trucks",
  summary:
    "One workload of 100 trucks on five Kinesis shards and on one SQS queue, like with like: same events, same handler, same consumers.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 30 },
  handlerMs: 35,
  consumers: 100,
  phases: {
    steady: {},
    backlog: { lateS: 30, durationS: 40 },
    // A hundred trucks that wait for their answers leave the shard with the fewest of them room.
    ceiling: { durationS: 1, fleets: 2 },
    "ceiling-8-kib": { durationS: 1 },
    // The rate doubles every 2.3 s: what falls behind is seen before all of the rate has passed, also by the queues that keep up longest.
    saturation: { durationS: 16 },
    replay: { durationS: 10 },
    wrong: { durationS: 15 },
  },
  designs: {
    "kinesis-5-shards": {
      summary: "5 shards, partition key = truck id, polled once a second as by the KCL.",
      ...fiveShards,
      consumer: { kind: "by-lane" },
      expect: ofFiveShards,
    },
    "kinesis-5-shards-200ms": {
      summary:
        "5 shards, partition key = truck id, polled every 200 ms, as often as a shard allows.",
      ...fiveShards,
      consumer: { kind: "by-lane", pollMs: 200 },
      expect: ofFiveShards,
    },
    "kinesis-5-shards-fan-out": {
      summary: "5 shards, partition key = truck id, pushed to the consumers (enhanced fan-out).",
      ...fiveShards,
      read: "fan-out",
      consumer: { kind: "by-lane" },
      expect: ofFiveShards,
    },
    "kinesis-5-shards-10-keys": {
      summary: "5 shards, partition key = truck id, ten trucks of a shard worked on at once.",
      ...fiveShards,
      consumer: { kind: "by-key", keysAtOnce: 10 },
      expect: {
        ...ofFiveShards,
        backlog: { figures: [{ column: "consumers_active_max", is: 50 }] },
        saturation: { figures: [{ column: "limit_hz_per_truck", atLeast: 8, atMost: 14 }] },
      },
    },
    "sqs-fifo-100-groups": {
      summary: "One FIFO queue, message group = truck id, one message a call.",
      ...fifo,
      expect: {
        backlog: allAtWork,
        ceiling: { figures: [{ column: "produce_events_per_s", atLeast: 297, atMost: 303 }] },
        "ceiling-8-kib": {
          figures: [{ column: "produce_events_per_s", atLeast: 297, atMost: 303 }],
        },
        saturation: { figures: [{ column: "limit_hz_per_truck", atLeast: 2.5, atMost: 3.5 }] },
      },
    },
    "sqs-fifo-100-groups-batched": {
      summary: "One FIFO queue, message group = truck id, up to ten messages a call.",
      ...fifo,
      producer: { kind: "batched", maxPerTruck: 10, maxCalls: 100 },
      expect: {
        backlog: allAtWork,
        ceiling: { figures: [{ column: "produce_events_per_s", atLeast: 2970, atMost: 3030 }] },
        saturation: { figures: [{ column: "limit_hz_per_truck", atLeast: 17, atMost: 28 }] },
      },
    },
    "sqs-fifo-100-groups-high-throughput": {
      summary:
        "One FIFO queue in high-throughput mode, message group = truck id, one message a call.",
      ...fifo,
      highThroughput: true,
      expect: {
        backlog: allAtWork,
        saturation: { figures: [{ column: "limit_hz_per_truck", atLeast: 23, atMost: 28 }] },
      },
    },
    "sqs-standard": {
      summary: "A standard queue: neither order nor exactly-once delivery.",
      service: "sqs-standard",
      producer: { kind: "serial" },
      consumer: { kind: "competing" },
      guarantee: "exactly-once-ordered",
      phases: ["steady", "backlog", "ceiling", "ceiling-8-kib", "saturation", "replay", "wrong"],
      expect: {
        // With nothing to choose from, even a standard queue may keep the order.
        steady: { verdict: "either" },
        replay: { verdict: "either" },
        wrong: { anomalies: ["nonmonotonic-effect"] },
      },
    },
    "kinesis-random-partition-key": {
      summary: "5 shards and a random partition key: a truck's events scatter over the shards.",
      ...fiveShards,
      partitionKey: "random",
      consumer: { kind: "by-lane" },
      phases: ["wrong"],
      expect: { wrong: { anomalies: ["misrouted", "nonmonotonic-effect"] } },
    },
    "sqs-fifo-single-group": {
      summary: "One FIFO queue and one message group for all: only one consumer works at a time.",
      ...fifo,
      groupId: "one",
      // One batch under way at a time, filled in the order the events fall due: a batch is enqueued in its own order.
      producer: { kind: "batched", scope: "fleet", maxPerTruck: 10, maxCalls: 1 },
      guarantee: "fleet-ordered",
      phases: ["wrong"],
      expect: {
        wrong: {
          figures: [
            { column: "consumers_active_max", is: 1 },
            { column: "saturated", is: true },
          ],
        },
      },
    },
  },
} satisfies Comparison;
