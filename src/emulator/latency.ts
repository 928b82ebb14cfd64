/**
 * How long a request travels. One round trip is drawn per request from a lognormal distribution given by its median and its
 * 99th percentile, and a seeded share of it passes before the service sees the request, so that concurrent requests really
 * overtake each other. Plain data: a calibration against a real account can write one as JSON.
 */
import { exp, log } from "../portable-math.ts";
import { normal, type Random } from "../random.ts";
import type { ServiceName } from "./service-name.ts";

/** A lognormal distribution by its median and 99th percentile. Equal values make it a constant. */
export interface LatencyQuantiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LatencyProfile {
  /** Where the numbers are from, for reports. */
  readonly source: string;
  /** Round trip of an action that is not named in `actions`. */
  readonly services: Readonly<Record<ServiceName, LatencyQuantiles>>;
  /** Round trip by `service.Action`, for example `kinesis.PutRecord`; a long poll's wait comes on top. */
  readonly actions: Readonly<Record<string, LatencyQuantiles>>;
  /** The share of the round trip before the service sees the request: drawn evenly between these two. */
  readonly requestShare: { readonly min: number; readonly max: number };
  /** From the acknowledgement of a Kinesis record until GetRecords can return it. */
  readonly kinesisPropagationMs: number;
  /** From the acknowledgement of a Kinesis record until an enhanced fan-out consumer has it, the way to the client included. */
  readonly kinesisFanOutPropagationMs: number;
}

/** The 99th percentile of the standard normal distribution. */
const normalP99 = 2.326_347_874;

/**
 * The default. AWS publishes almost no latency (facts/aws.md 9: "typical SQS/FIFO latency numbers from AWS (none found)").
 * - SQS 20 ms per call: the worked example of SDG/sqs-throughput-horizontal-scaling-and-batching, taken as the median.
 * - enhanced fan-out 70 ms: "typically an average of 70 ms" whatever the number of consumers (KDG/enhanced-consumers).
 * - everything else is *assumed*: a client in the same Region, over a kept-alive connection.
 */
export const defaultLatency: LatencyProfile = {
  source:
    "assumed; SQS median from SDG/sqs-throughput-horizontal-scaling-and-batching, enhanced fan-out from KDG/enhanced-consumers",
  services: {
    kinesis: { p50Ms: 10, p99Ms: 40 },
    sqs: { p50Ms: 20, p99Ms: 60 },
  },
  actions: {
    "kinesis.PutRecord": { p50Ms: 6, p99Ms: 25 },
    "kinesis.PutRecords": { p50Ms: 10, p99Ms: 40 },
    "kinesis.GetRecords": { p50Ms: 8, p99Ms: 30 },
  },
  requestShare: { min: 0.3, max: 0.7 },
  kinesisPropagationMs: 10,
  kinesisFanOutPropagationMs: 70,
};

/** No time passes: for tests of rules. */
export const noLatency: LatencyProfile = {
  source: "none",
  services: { kinesis: { p50Ms: 0, p99Ms: 0 }, sqs: { p50Ms: 0, p99Ms: 0 } },
  actions: {},
  requestShare: { min: 0.5, max: 0.5 },
  kinesisPropagationMs: 0,
  kinesisFanOutPropagationMs: 0,
};

/** The two halves of a round trip, in whole milliseconds. */
export interface RoundTrip {
  readonly requestMs: number;
  readonly responseMs: number;
}

/** Draws the travel times of one request. */
export function drawRoundTrip(
  profile: LatencyProfile,
  service: ServiceName,
  action: string,
  random: Random,
): RoundTrip {
  const quantiles = ofAction(profile.actions, service, action) ?? profile.services[service];
  const totalMs = Math.round(drawMs(quantiles, random));
  const { min, max } = profile.requestShare;
  const requestMs = Math.round(totalMs * (min + (max - min) * random()));
  return { requestMs, responseMs: totalMs - requestMs };
}

function ofAction(
  actions: LatencyProfile["actions"],
  service: ServiceName,
  action: string,
): LatencyQuantiles | undefined {
  // Where no action has its own, no name has to be put together.
  for (const _ in actions) return actions[`${service}.${action}`];
  return undefined;
}

function drawMs({ p50Ms, p99Ms }: LatencyQuantiles, random: Random): number {
  if (p50Ms <= 0) return 0;
  const sigma = log(p99Ms / p50Ms) / normalP99;
  return p50Ms * exp(sigma * normal(random));
}
