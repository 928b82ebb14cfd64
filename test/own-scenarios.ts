import type { Scenario } from "../src/scenario/scenario.ts";

/** Scenarios as a user may write them: what tests change a part of. */

export const ownStream = {
  name: "own-stream",
  summary: "Partition key = truck id on 5 shards.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 120 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 100, serviceMs: 35 }],
  },
  expect: {
    verdict: "valid",
    figures: [
      { column: "consumers_active_max", atLeast: 4, atMost: 5 },
      { column: "consumers_receiving", is: 5 },
      { column: "saturated", is: false },
    ],
  },
} satisfies Scenario;

export const ownQueue = {
  name: "own-queue",
  summary: "Message group = truck id, and consumers that come late.",
  workload: { kind: "fleet", trucks: 100, hz: 1, durationS: 60 },
  design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "competing", count: 100, serviceMs: 100, startAtS: 30 }],
  },
  guarantee: "exactly-once-ordered",
  expect: { verdict: "valid", figures: [{ column: "consumers_active_max", is: 100 }] },
} satisfies Scenario;

export const ownSingleGroup = {
  name: "own-single-group",
  summary: "One message group for all.",
  workload: { kind: "fleet", trucks: 100, hz: 0.5, durationS: 120 },
  design: {
    service: "sqs-fifo",
    groupId: "one",
    producer: { kind: "batched", scope: "fleet", maxPerTruck: 10, maxCalls: 1 },
    consumers: [{ app: "tracker", kind: "competing", count: 100, serviceMs: 5 }],
  },
  guarantee: "fleet-ordered",
  expect: { verdict: "valid", figures: [{ column: "consumers_active_max", is: 1 }] },
} satisfies Scenario;

export const ownRandomKey = {
  name: "own-random-key",
  summary: "A random partition key: order is lost.",
  workload: { kind: "fleet", trucks: 100, hz: 4, durationS: 20 },
  design: {
    service: "kinesis",
    shards: 5,
    partitionKey: "random",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "by-lane", count: 5, serviceMs: 5 }],
  },
  expect: { verdict: "invalid", anomalies: ["misrouted", "nonmonotonic-effect"] },
} satisfies Scenario;
