/** How many events a design can take at most, by the quotas of AWS (SDG/quotas-messages, KDG/service-sizes-and-limits). */
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { Plan } from "../workload/event.ts";
import {
  fifoCallsPerS,
  queueBatchEntries,
  shardRecordsPerS,
  streamBatchEntries,
} from "./quotas.ts";

/** Calls per second of one action that a high-throughput FIFO queue takes, by Region; ten times as many messages in batches. */
const highThroughput: Readonly<Record<string, number>> = {
  "us-east-1": 70_000,
  "us-west-2": 70_000,
  "eu-west-1": 70_000,
  "us-east-2": 19_000,
  "eu-central-1": 19_000,
  "ap-south-1": 9000,
  "ap-southeast-1": 9000,
  "ap-southeast-2": 9000,
  "ap-northeast-1": 9000,
  "eu-west-2": 4500,
  "sa-east-1": 4500,
};
const elsewhere = 2400;
/** Attempts per second of a sender whose requests are throttled: the SDK waits a second and more between them (facts/aws.md 6.1). */
const throttledPerS = 4;
/** A quota that counts in windows lets the first one through twice, in seconds' worth. */
const windowS = 2;

/**
 * What a closed loop sends: as much as the service takes, and as the client can make. `sends` counts the attempts that are throttled
 * too.
 */
export function mostClosedLoopEvents(
  { design, workload }: ResolvedScenario,
  plan: Plan,
  region: string,
  clientPerS: number,
): { readonly events: number; readonly sends: number } {
  const seconds = plan.durationMs / 1000 + windowS;
  const isBatched = design.producer.kind === "batched";
  const perCall = isBatched
    ? design.service === "kinesis"
      ? streamBatchEntries
      : queueBatchEntries
    : 1;
  const ofClient = clientPerS * perCall;
  const quota = eventsPerS(design, region, isBatched);
  const outstanding = workload.kind === "fleet" ? workload.outstandingPerTruck : 1;
  const slots = plan.trucks.length * outstanding;
  const events = Math.ceil(Math.min(ofClient, quota) * seconds);
  return { events, sends: 3 * events + slots * throttledPerS * seconds };
}

/** Whether more falls due in some second than is taken: then the rest is tried again and again. */
export function overloads({ design }: ResolvedScenario, { events }: Plan): boolean {
  const isBatched = design.producer.kind === "batched";
  // A hot shard has less than its share of the fleet; which one it is depends on the keys.
  const quota = design.service === "kinesis" ? shardRecordsPerS : eventsPerS(design, "", isBatched);
  let first = 0;
  for (const [index, { dueMs }] of events.entries()) {
    while (events[first]!.dueMs <= dueMs - 1000) first += 1;
    if (index - first + 1 > quota) return true;
  }
  return false;
}

function eventsPerS(
  design: ResolvedScenario["design"],
  region: string,
  isBatched: boolean,
): number {
  if (design.service === "kinesis") return design.shards * shardRecordsPerS;
  if (design.service === "sqs-standard") return Infinity;
  const calls = design.highThroughput ? (highThroughput[region] ?? elsewhere) : fifoCallsPerS;
  return calls * (isBatched ? queueBatchEntries : 1);
}
