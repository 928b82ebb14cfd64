import type { PlainScenario } from "../../src/result/run-result.ts";

/** Scenarios as results hold them. Written out, and asserted to be such: a default that comes later changes no golden file. */

export const streamScenario = {
  name: "stream",
  summary: "Two trucks on two shards.",
  workload: {
    trucks: 2,
    hz: 1,
    jitter: 0.1,
    payloadBytes: 200,
    arrival: "open",
    outstandingPerTruck: 1,
    kind: "fleet",
    durationS: 3,
  },
  design: {
    sequenceNumberForOrdering: false,
    read: "shared",
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: {
      kind: "serial",
    },
    consumers: [
      {
        maxEvents: 10000,
        pollMs: 1000,
        serviceMs: 30,
        settle: "receive",
        startAtS: 0,
        start: "TRIM_HORIZON",
        checkpointEveryS: 0,
        app: "map",
        kind: "by-lane",
        count: 4,
      },
    ],
  },
  expect: {
    anomalies: [],
    figures: [
      {
        column: "consumers_active_max",
        is: 2,
      },
    ],
    verdict: "valid",
  },
  faults: [],
  guarantee: "ordered",
  drainS: 120,
} as unknown as PlainScenario;

/** A negative control. */
export const queueScenario = {
  name: "queue",
  summary: "Negative control: two trucks on a standard queue.",
  workload: {
    trucks: 2,
    hz: 1,
    jitter: 0.1,
    payloadBytes: 200,
    arrival: "open",
    outstandingPerTruck: 1,
    kind: "fleet",
    durationS: 3,
  },
  design: {
    service: "sqs-standard",
    producer: {
      maxEntries: 10,
      lingerMs: 20,
      maxPerTruck: 3,
      scope: "truck",
      backOffMs: 100,
      maxCalls: 10,
      kind: "batched",
    },
    consumers: [
      {
        maxEvents: 10,
        pollMs: 20000,
        serviceMs: 0,
        settle: "receive",
        startAtS: 0,
        start: "TRIM_HORIZON",
        checkpointEveryS: 0,
        app: "map",
        kind: "competing",
        count: 2,
      },
    ],
    visibilityTimeoutS: 30,
  },
  expect: {
    anomalies: ["nonmonotonic-effect"],
    figures: [],
    verdict: "invalid",
  },
  faults: [],
  guarantee: "ordered",
  drainS: 120,
} as unknown as PlainScenario;
