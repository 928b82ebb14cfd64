/**
 * How long things take. One round trip is drawn per request, and a seeded share of it passes before the service sees the request, so
 * that concurrent requests really overtake each other. What is accepted can be read a while later. Plain data: a calibration against
 * a real account can write a profile as JSON.
 */
import { exp, log } from "../portable-math.ts";
import { normal, type Random } from "../random.ts";
import type { ServiceName } from "./service-name.ts";

/**
 * A distribution by its median and 99th percentile: lognormal, and constant if they are equal. With p10 or p90 the logarithm runs
 * straight from one to the next against the normal score: a tail of its own on either side.
 */
export interface LatencyQuantiles {
  readonly p10Ms?: number;
  readonly p50Ms: number;
  readonly p90Ms?: number;
  readonly p99Ms: number;
  /** A share that takes anything between two times instead; the quantiles are of the others. */
  readonly slow?: { readonly share: number; readonly minMs: number; readonly maxMs: number };
}

export type QueueKind = "standard" | "fifo";

/** How long the services take to change something, in milliseconds. */
export interface ControlTimes {
  readonly streamCreationMs: number;
  readonly consumerRegistrationMs: number;
  /** A split, a merge, UpdateShardCount, and a change of mode. */
  readonly reshardMs: number;
}

export interface LatencyProfile {
  /** Where the numbers are from, for reports. */
  readonly source: string;
  /** Round trip of an action that is not named in `actions`; a long poll's wait comes on top. */
  readonly services: Readonly<Record<ServiceName, LatencyQuantiles>>;
  /** The same for all requests on one kind of queue; it goes before `services`. */
  readonly queues?: Readonly<Partial<Record<QueueKind, LatencyQuantiles>>>;
  /** Round trip by `service.Action`, for example `kinesis.PutRecord`, or on one kind of queue, `sqs.fifo.SendMessage`. */
  readonly actions: Readonly<Record<string, LatencyQuantiles>>;
  /** The share of the round trip before the service sees the request: drawn evenly between these two. */
  readonly requestShare: { readonly min: number; readonly max: number };
  /** From the acceptance of a Kinesis record until GetRecords can return it. A number is a constant. */
  readonly kinesisPropagationMs: number | LatencyQuantiles;
  /** From the acceptance of a Kinesis record until an enhanced fan-out consumer has it, the way to the client included. */
  readonly kinesisFanOutPropagationMs: number | LatencyQuantiles;
  /** From the acceptance of a message until a receive can give it. Default: none. */
  readonly sqsPropagation?: Readonly<Record<QueueKind, LatencyQuantiles>>;
  /** Default: a second each. */
  readonly control?: ControlTimes;
}

/** The two halves of a round trip, in whole milliseconds. */
export interface RoundTrip {
  readonly requestMs: number;
  readonly responseMs: number;
}

/** What is asked for, as far as latency depends on it. */
export interface Travelling {
  readonly service: ServiceName;
  readonly action: string;
  /** Of the queue that it is about. */
  readonly queue?: QueueKind | undefined;
}

/** Draws the travel times of one request. */
export function drawRoundTrip(
  profile: LatencyProfile,
  travelling: Travelling,
  random: Random,
): RoundTrip {
  const totalMs = Math.round(drawMs(quantilesFor(profile, travelling), random));
  const { min, max } = profile.requestShare;
  const requestMs = Math.round(totalMs * (min + (max - min) * random()));
  return { requestMs, responseMs: totalMs - requestMs };
}

function quantilesFor(
  { actions, queues, services }: LatencyProfile,
  { service, action, queue }: Travelling,
): LatencyQuantiles {
  // Where no action has its own, no name has to be put together.
  for (const _ in actions) {
    const own = queue === undefined ? undefined : actions[`${service}.${queue}.${action}`];
    const found = own ?? actions[`${service}.${action}`];
    if (found !== undefined) return found;
    break;
  }
  return (queue === undefined ? undefined : queues?.[queue]) ?? services[service];
}

/** Scores of the standard normal distribution. */
const normalP90 = 1.281_551_566;
const normalP99 = 2.326_347_874;

/** Draws a time from a distribution. */
export function drawMs(quantiles: LatencyQuantiles, random: Random): number {
  const { p10Ms, p50Ms, p90Ms, p99Ms, slow } = quantiles;
  if (slow !== undefined && random() < slow.share) {
    return slow.minMs + (slow.maxMs - slow.minMs) * random();
  }
  if (p50Ms <= 0) return 0;
  if (p50Ms === p99Ms) return p50Ms;
  const score = normal(random);
  if (score < 0 && p10Ms !== undefined) {
    return p50Ms * exp((log(p50Ms / p10Ms) / normalP90) * score);
  }
  if (score < 0 || p90Ms === undefined) {
    return p50Ms * exp((log(p99Ms / p50Ms) / normalP99) * score);
  }
  if (score < normalP90) return p50Ms * exp((log(p90Ms / p50Ms) / normalP90) * score);
  const slope = log(p99Ms / p90Ms) / (normalP99 - normalP90);
  return p90Ms * exp(slope * (score - normalP90));
}

/** A constant as a distribution. */
export function asQuantiles(value: number | LatencyQuantiles): LatencyQuantiles {
  return typeof value === "number" ? { p50Ms: value, p99Ms: value } : value;
}
