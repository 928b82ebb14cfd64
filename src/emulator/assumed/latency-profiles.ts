/** The latency profiles that have a name. What each number is, where it comes from and how sure it is stands in assumptions.ts. */
import type { ControlTimes, LatencyProfile } from "../latency.ts";

/** AWS gives no times: "a stream change around 30 s" (awslabs/amazon-kinesis-scaling-utils), a stream in under 6 s, a consumer in under 4 s. */
export const publishedControl: ControlTimes = {
  streamCreationMs: 5000,
  consumerRegistrationMs: 3000,
  reshardMs: 30_000,
};

/** So long as nothing is measured by them: a second each. */
export const quickControl: ControlTimes = {
  streamCreationMs: 1000,
  consumerRegistrationMs: 1000,
  reshardMs: 1000,
};

/**
 * The default: what others measured and published, mostly in 2022, for a client in the same Region over kept connections. The parts
 * are chosen so that together they give the published times from a send to a Lambda handler; docs/ASSUMPTIONS.md shows both beside
 * each other.
 */
export const publishedLatency = {
  source:
    "public measurements of 2012 to 2022, fitted to the times from send to handler published in 2022",
  services: {
    kinesis: { p50Ms: 15, p99Ms: 80 },
    sqs: { p50Ms: 15, p99Ms: 60 },
  },
  queues: {
    standard: { p10Ms: 8, p50Ms: 10, p99Ms: 40 },
    fifo: { p10Ms: 12, p50Ms: 15, p99Ms: 60 },
  },
  actions: {
    "kinesis.PutRecord": { p50Ms: 12, p99Ms: 60 },
    "kinesis.PutRecords": { p50Ms: 16, p99Ms: 100 },
    "kinesis.GetRecords": { p50Ms: 20, p99Ms: 150 },
  },
  requestShare: { min: 0.3, max: 0.7 },
  kinesisPropagationMs: { p50Ms: 90, p99Ms: 250 },
  kinesisFanOutPropagationMs: { p50Ms: 36, p99Ms: 90 },
  sqsPropagation: {
    standard: { p50Ms: 1, p90Ms: 14, p99Ms: 80 },
    fifo: {
      p50Ms: 5,
      p90Ms: 30,
      p99Ms: 90,
      slow: { share: 0.017, minMs: 300, maxMs: 1000 },
    },
  },
  control: publishedControl,
} as const satisfies LatencyProfile;

/**
 * Nothing but what AWS writes, all of it constant: 20 ms a call (the worked example of SDG/sqs-throughput-horizontal-scaling-and-
 * batching), taken for Kinesis too, of which AWS gives none, so that no difference is made up; fan-out 70 ms ("typically an average of
 * 70 ms", KDG/enhanced-consumers); and polling five times a second 200 ms on average (same page): half a poll's interval and a call
 * off, 80 ms until a record can be read. Of changes it gives no times: those are the published ones.
 */
export const documentedLatency: LatencyProfile = {
  source:
    "AWS's documents alone: SDG/sqs-throughput-horizontal-scaling-and-batching, KDG/enhanced-consumers",
  services: {
    kinesis: { p50Ms: 20, p99Ms: 20 },
    sqs: { p50Ms: 20, p99Ms: 20 },
  },
  actions: {},
  requestShare: { min: 0.5, max: 0.5 },
  kinesisPropagationMs: 80,
  kinesisFanOutPropagationMs: 60,
  control: publishedControl,
};

/** No time passes: for tests of rules, and for a server of requests. */
export const noLatency: LatencyProfile = {
  source: "none",
  services: { kinesis: { p50Ms: 0, p99Ms: 0 }, sqs: { p50Ms: 0, p99Ms: 0 } },
  actions: {},
  requestShare: { min: 0.5, max: 0.5 },
  kinesisPropagationMs: 0,
  kinesisFanOutPropagationMs: 0,
  control: quickControl,
};

export const latencyProfiles = {
  "published-2022": publishedLatency,
  "documented-only": documentedLatency,
  none: noLatency,
} as const satisfies Readonly<Record<string, LatencyProfile>>;

export type LatencyProfileName = keyof typeof latencyProfiles;
export const defaultLatencyName: LatencyProfileName = "published-2022";
export const defaultLatency = latencyProfiles[defaultLatencyName];
