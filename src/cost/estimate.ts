/**
 * What a run on AWS will take, before it is begun: an upper estimate by published prices. Every message counted as sent, received and
 * deleted by itself unless the producer batches; every started shard-hour counted whole.
 */
import type { KinesisDesign, Scenario, SqsDesign } from "../scenario/scenario.ts";
import { sealedBytes } from "../scenario/sealed-bytes.ts";
import type { Plan } from "../workload/event.ts";
import { billedGb, prices, putPayloadUnits, sqsBilledRequests } from "./prices.ts";

/** What one run creates, asks for and costs. */
export interface Estimate {
  readonly resource: string;
  readonly requests: number;
  /** Sending and draining at most, in seconds. */
  readonly seconds: number;
  readonly costUsd: number;
}

/** Time to create and delete a stream, in seconds (assumed). */
const setUpS = 60;
const defaultDrainS = 120;
/** A closed loop is held back by the quota alone: what AWS lets through per second (SDG/quotas-messages, KDG/service-sizes-and-limits). */
const closedLoopPerS = { shard: 1000, fifo: 300, batchedFifo: 3000, standard: 10_000 };

export function estimateRun(scenario: Scenario, plan: Plan): Estimate {
  const { design } = scenario;
  const sendingS = plan.durationMs / 1000;
  const seconds = sendingS + (scenario.drainS ?? defaultDrainS) + setUpS;
  const events =
    plan.arrival === "open" ? plan.events.length : Math.ceil(closedLoopRate(scenario) * sendingS);
  const payloadBytes =
    design.payloadEncryption === undefined ? plan.payloadBytes : sealedBytes(plan.payloadBytes);
  return design.service === "kinesis"
    ? estimateStream(design, { events, seconds, payloadBytes })
    : estimateQueue(design, { events, seconds, payloadBytes });
}

interface Load {
  readonly events: number;
  readonly seconds: number;
  readonly payloadBytes: number;
}

function estimateStream(
  { shards, consumers, read }: KinesisDesign,
  { events, seconds, payloadBytes }: Load,
): Estimate {
  const isPushed = read === "fan-out";
  const polls = consumers.map((consumer) => {
    // Custom code may poll as often as a shard allows: 5 times a second (KDG/service-sizes-and-limits).
    const { pollMs = 1000 } = consumer.kind === "custom" ? { pollMs: 200 } : consumer;
    return (shards * seconds * 1000) / pollMs;
  });
  const reads = isPushed
    ? shards * consumers.length
    : polls.reduce((sum, perApp) => sum + perApp, 0);
  const shardHours = shards * Math.ceil(seconds / 3600);
  const gigabytes = (consumers.length * events * payloadBytes) / billedGb;
  const fanOutUsd =
    consumers.length * shardHours * prices.kinesisFanOutHour +
    gigabytes * prices.kinesisFanOutPerGb;
  const putUnits = events * putPayloadUnits(payloadBytes);
  return {
    resource: `stream of ${shards} shards`,
    requests: Math.ceil(events + reads),
    seconds,
    costUsd:
      shardHours * prices.kinesisShardHour +
      (putUnits * prices.kinesisPutUnitsPerMillion) / 1e6 +
      (isPushed ? fanOutUsd : 0),
  };
}

function estimateQueue(
  { service, consumers }: SqsDesign,
  { events, seconds, payloadBytes }: Load,
): Estimate {
  const emptyReceives = consumers.reduce((sum, consumer) => {
    const { pollMs = 20_000 } = consumer.kind === "custom" ? { pollMs: 1000 } : consumer;
    return sum + (consumer.count * seconds * 1000) / Math.max(pollMs, 1000);
  }, 0);
  const isFifo = service === "sqs-fifo";
  const perMillion = isFifo ? prices.sqsFifoPerMillion : prices.sqsStandardPerMillion;
  const billed = 3 * events * sqsBilledRequests(payloadBytes) + emptyReceives;
  return {
    resource: isFifo ? "FIFO queue" : "standard queue",
    requests: Math.ceil(3 * events + emptyReceives),
    seconds,
    costUsd: (billed * perMillion) / 1e6,
  };
}

function closedLoopRate({ design }: Scenario): number {
  if (design.service === "kinesis") return design.shards * closedLoopPerS.shard;
  if (design.service === "sqs-standard") return closedLoopPerS.standard;
  return design.producer.kind === "batched" ? closedLoopPerS.batchedFifo : closedLoopPerS.fifo;
}
