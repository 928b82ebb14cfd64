/**
 * What a run on AWS will take, before it is begun. Two counts of requests: what a service that answers everything at once is asked
 * for, every message counted as sent, received and deleted by itself; and the most that the run would make of a service that throttles
 * and fails, every request tried as often as the SDK and the strategies try it. The cost is that of the most, with every started
 * shard-hour whole, and KMS where a design encrypts.
 */
import { counted } from "../counted.ts";
import type {
  ResolvedConsumer,
  ResolvedKinesisDesign,
  ResolvedScenario,
  ResolvedSqsDesign,
} from "../scenario/resolved.ts";
import { sealedBytes } from "../scenario/sealed-bytes.ts";
import type { Plan } from "../workload/event.ts";
import { mostClosedLoopEvents, overloads } from "./most-events.ts";
import {
  billedGb,
  mostKmsUsd,
  onDemandBytes,
  onDemandUsd,
  priceLevelOf,
  prices,
  putPayloadUnits,
  sqsBilledRequests,
} from "./prices.ts";

/** What one run creates, asks for and costs. */
export interface Estimate {
  readonly resource: string;
  readonly requests: number;
  readonly requestsAtMost: number;
  /** Sending and draining at most, in seconds. */
  readonly seconds: number;
  /** At most, by the prices of the Region. */
  readonly costUsd: number;
}

/** Time to create and delete a stream, in seconds (assumed). */
const setUpS = 60;
/** Attempts of one request (the SDK's default, as this harness has it). */
const attempts = 3;
/** More requests in a second than one thread of Node makes with the SDK (assumed: several times what was measured). */
export const clientPerS = 10_000;
/** What a sender adds when the service fails all the time: its back-off begins at 100 ms, and ends at 2.5 s in the middle. */
const retriesOfSender = { first: 30, perS: 1.5 };
/** What a reader adds in the minute after which it gives up: it asks again after half a second, three attempts each. */
const retriesOfReader = 400;
/** Creating, waiting for it, listing, deleting. */
const setUpRequests = { expected: 10, atMost: 1500 };
/** Each shard of an on-demand stream may become two in so many seconds (KDG/how-do-i-size-a-stream). */
const onDemandSplitS = 900;
/** A subscription lasts five minutes, and is renewed at most once a second (K-SDK SubscribeToShard). */
const subscriptionS = 300;

export function estimateRun(scenario: ResolvedScenario, plan: Plan, region: string): Estimate {
  const { design } = scenario;
  const sendingS = plan.durationMs / 1000;
  const { drainS } = scenario;
  const sealed = design.payloadEncryption !== undefined;
  const load: Load = {
    ...eventsOf(scenario, plan, region, sendingS + drainS),
    seconds: sendingS + drainS + setUpS,
    payloadBytes: sealed ? sealedBytes(plan.payloadBytes) : plan.payloadBytes,
    keyBytes: plan.trucks.reduce((most, truck) => Math.max(most, Buffer.byteLength(truck)), 12),
  };
  const estimate =
    design.service === "kinesis"
      ? estimateStream(design, load, shardsAdded(scenario))
      : estimateQueue(design, load);
  const kmsUsd = design.kmsKeyId === undefined ? 0 : mostKmsUsd(estimate.requestsAtMost);
  return { ...estimate, costUsd: (estimate.costUsd + kmsUsd) * priceLevelOf(region).factor };
}

interface Load {
  readonly events: number;
  /** Attempts to send them, at most. */
  readonly sends: number;
  readonly seconds: number;
  readonly payloadBytes: number;
  readonly keyBytes: number;
}

function eventsOf(
  scenario: ResolvedScenario,
  plan: Plan,
  region: string,
  seconds: number,
): Pick<Load, "events" | "sends"> {
  const ofClient = clientPerS * seconds;
  if (plan.arrival === "closed") {
    const { events, sends } = mostClosedLoopEvents(scenario, plan, region, clientPerS);
    return { events, sends: Math.min(ofClient, sends) };
  }
  const events = plan.events.length;
  // Whatever code of the user's own sends.
  if (scenario.design.producer.kind === "custom") return { events: ofClient, sends: ofClient };
  const slots = scenario.design.producer.kind === "concurrent" ? events : plan.trucks.length;
  const patient =
    attempts * events + slots * (retriesOfSender.first + retriesOfSender.perS * seconds);
  return { events, sends: Math.min(ofClient, overloads(scenario, plan) ? ofClient : patient) };
}

/** UpdateShardCount splits and merges in steps, and every shard on the way is billed. */
function shardsAdded({ faults }: ResolvedScenario): number {
  const reshards = (faults as readonly object[]).filter((fault) => "toShards" in fault);
  return reshards.reduce((sum, { toShards }) => sum + 2 * Number(toShards), 0);
}

function estimateStream(
  design: ResolvedKinesisDesign,
  { events, sends, seconds, payloadBytes, keyBytes }: Load,
  added: number,
): Estimate {
  const { shards, consumers, read, onDemand } = design;
  const isPushed = read === "fan-out";
  const lanes = onDemand ? shards * 2 ** Math.ceil(seconds / onDemandSplitS) : shards + added;
  const reads = consumers.reduce((sum, consumer) => {
    // Code of the user's own may poll as often as a shard allows: five times a second (KDG/service-sizes-and-limits).
    const pollMs = consumer.kind === "custom" ? 200 : Math.max(pollMsOf(consumer), 1);
    const everyS = isPushed ? subscriptionS : pollMs / 1000;
    return sum + lanes * (Math.ceil(seconds / everyS) + 1);
  }, 0);
  const readers = lanes * consumers.length;
  const bytes = payloadBytes + keyBytes;
  return {
    resource: onDemand ? "on-demand stream" : `stream of ${counted(shards, "shard")}`,
    requests: Math.ceil(events + reads + setUpRequests.expected),
    requestsAtMost: Math.ceil(
      sends + attempts * reads + readers * retriesOfReader + setUpRequests.atMost,
    ),
    seconds,
    costUsd: streamUsd(design, { lanes, hours: Math.ceil(seconds / 3600), sends, bytes }),
  };
}

interface Written {
  readonly lanes: number;
  readonly hours: number;
  /** Attempts, and bytes of each: a lost answer makes a record twice. */
  readonly sends: number;
  readonly bytes: number;
}

function streamUsd(
  { consumers, read, onDemand }: ResolvedKinesisDesign,
  { lanes, hours, sends, bytes }: Written,
): number {
  const bytesRead = consumers.length * sends * bytes;
  if (onDemand) return onDemandUsd(hours, sends * onDemandBytes(bytes), bytesRead);
  const isPushed = read === "fan-out";
  const perHour =
    prices.kinesisShardHour + (isPushed ? consumers.length * prices.kinesisFanOutHour : 0);
  return (
    lanes * hours * perHour +
    (sends * putPayloadUnits(bytes) * prices.kinesisPutUnitsPerMillion) / 1e6 +
    (isPushed ? (bytesRead / billedGb) * prices.kinesisFanOutPerGb : 0)
  );
}

function estimateQueue(
  { service, consumers }: ResolvedSqsDesign,
  { events, sends, seconds, payloadBytes }: Load,
): Estimate {
  const emptyReceives = consumers.reduce((sum, consumer) => sum + empty(consumer, seconds), 0);
  const readers = consumers.reduce((sum, { count }) => sum + count, 0);
  const isFifo = service === "sqs-fifo";
  const perMillion = isFifo ? prices.sqsFifoPerMillion : prices.sqsStandardPerMillion;
  const chunks = sqsBilledRequests(payloadBytes);
  const settled = 2 * attempts * events + attempts * emptyReceives + 2 * readers * retriesOfReader;
  const ofClient = clientPerS * seconds;
  const requestsAtMost = Math.ceil(Math.min(ofClient, sends + settled) + setUpRequests.atMost);
  return {
    resource: isFifo ? "FIFO queue" : "standard queue",
    requests: Math.ceil(3 * events + emptyReceives + setUpRequests.expected),
    requestsAtMost,
    seconds,
    costUsd: (requestsAtMost * chunks * perMillion) / 1e6,
  };
}

/**
 * Receives that find nothing. A wait of less than a second is none: such a consumer asks as fast as it is answered, and so may code
 * of the user's own.
 */
function empty(consumer: ResolvedConsumer, seconds: number): number {
  const pollMs = consumer.kind === "custom" ? 0 : pollMsOf(consumer);
  const waitS = Math.floor(Math.min(pollMs, 20_000) / 1000);
  if (waitS > 0) return (consumer.count * seconds) / waitS;
  return Math.min(consumer.count * 1000, clientPerS) * seconds;
}

/** Lambda polls a shard once a second (LDG/with-kinesis), and a queue by long polls (LDG/services-sqs-scaling). */
function pollMsOf(consumer: Exclude<ResolvedConsumer, { readonly kind: "custom" }>): number {
  if (consumer.kind !== "lambda") return consumer.pollMs;
  return "maximumConcurrency" in consumer ? 20_000 : 1000;
}
