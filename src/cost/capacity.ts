/**
 * What each part of a design can do at most, in events per second, beside what it is asked for: where the bottleneck is, by arithmetic.
 */
import { counted } from "../counted.ts";
import { isOwnCode } from "../scenario/custom-code.ts";
import type { PlainDesign } from "../scenario/plain-design.ts";
import type { Routing } from "../scenario/scenario.ts";
import { depotCount } from "../workload/depot.ts";
import {
  entriesPerCall,
  fifoCallsPerS,
  queueBatchEntries,
  shardEventsPerS,
  shardReadsPerS,
} from "./quotas.ts";

/** What is asked of a design. */
export interface Demand {
  readonly eventsPerS: number;
  /** Of one event, with its key. */
  readonly eventBytes: number;
  readonly keyCount: number;
  /** Share of the load that the busiest lane has; absent: an even spread. */
  readonly hottestShare?: number;
  /** Median time of one send in milliseconds, where it is known. */
  readonly putMs?: number;
}

export type Part = "producer" | "write quota" | "read quota" | "handlers" | "visibility timeout";

/** One part that cannot keep up. */
export interface Bottleneck {
  readonly part: Part;
  /** What it can do, and what it is asked for. */
  readonly capacityPerS: number;
  readonly demandPerS: number;
  /** The arithmetic, and the number that would mend it. */
  readonly because: string;
}

/** The parts that are asked for more than they can do, the worst first. */
export function bottlenecks(design: PlainDesign, demand: Demand): readonly Bottleneck[] {
  const parts = [
    producerLimit(design, demand),
    writeLimit(design, demand),
    readLimit(design),
    handlerLimit(design, demand),
    visibilityLimit(design),
  ];
  return parts
    .filter((part) => part !== undefined)
    .filter(({ capacityPerS, demandPerS }) => demandPerS > capacityPerS)
    .sort((a, b) => b.demandPerS / b.capacityPerS - a.demandPerS / a.capacityPerS);
}

function producerLimit({ producer }: PlainDesign, demand: Demand): Bottleneck | undefined {
  const { putMs, keyCount, eventsPerS } = demand;
  if (producer.kind !== "serial" || putMs === undefined || putMs <= 0) return undefined;
  const perKey = 1000 / putMs;
  const capacityPerS = perKey * keyCount;
  return {
    part: "producer",
    capacityPerS,
    demandPerS: eventsPerS,
    because: `one send of a truck at a time, ${number(putMs)} ms each: ${keyCount} x ${number(perKey)} = ${number(capacityPerS)} events/s, ${number(eventsPerS)} are due: send several trucks' events in one call (producer batched), or fewer`,
  };
}

function writeLimit(design: PlainDesign, demand: Demand): Bottleneck | undefined {
  const { eventsPerS, eventBytes } = demand;
  if (design.service === "kinesis") {
    const { shards, onDemand } = design;
    const begins = onDemand ? ", those that an on-demand stream begins with" : "";
    const perShard = shardEventsPerS(design, eventBytes);
    const share = demand.hottestShare ?? 1 / shards;
    const capacityPerS = perShard / share;
    const spread =
      demand.hottestShare === undefined
        ? ""
        : `, the hottest of which has ${percent(share)} of the load`;
    return {
      part: "write quota",
      capacityPerS,
      demandPerS: eventsPerS,
      because: `${counted(shards, "shard")}${begins}${spread}, ${number(perShard)} events/s each: ${number(capacityPerS)} events/s, ${number(eventsPerS)} are due: it takes ${counted(Math.ceil((eventsPerS / perShard) * share * shards), "shard")} of this spread`,
    };
  }
  if (design.service !== "sqs-fifo" || design.highThroughput) return undefined;
  const entries = entriesPerCall(design);
  const capacityPerS = fifoCallsPerS * entries;
  return {
    part: "write quota",
    capacityPerS,
    demandPerS: eventsPerS,
    because: `${fifoCallsPerS} calls/s x ${entries} = ${number(capacityPerS)} messages/s, ${number(eventsPerS)} are due: ${entries === 1 ? "batches of ten take 3,000/s, " : ""}high-throughput mode more`,
  };
}

/** All applications together poll a shard 5 times a second at most. */
function readLimit(design: PlainDesign): Bottleneck | undefined {
  if (design.service !== "kinesis" || design.read === "fan-out") return undefined;
  const polls = design.consumers.map((consumer) =>
    isOwnCode(consumer) || consumer.pollMs === 0 ? 0 : 1000 / consumer.pollMs,
  );
  const demandPerS = polls.reduce((sum, one) => sum + one, 0);
  return {
    part: "read quota",
    capacityPerS: shardReadsPerS,
    demandPerS,
    because: `${counted(design.consumers.length, "application")} ${design.consumers.length === 1 ? "polls" : "poll"} each shard ${number(demandPerS)} times a second, ${shardReadsPerS} are allowed: poll more rarely (pollMs), or use enhanced fan-out`,
  };
}

function handlerLimit(design: PlainDesign, demand: Demand): Bottleneck | undefined {
  const [consumer] = design.consumers;
  if (consumer === undefined || isOwnCode(consumer) || consumer.serviceMs === 0) return undefined;
  const { serviceMs, count } = consumer;
  const workers = workersOf(design, demand.keyCount);
  const capacityPerS = (workers * 1000) / serviceMs;
  const needed = Math.ceil((demand.eventsPerS * serviceMs) / 1000);
  const what = consumer.kind === "competing" ? "consumers" : "lanes";
  const cure =
    what === "lanes"
      ? `at least ${needed} lanes (shards), several keys of a lane at once (by-key), or a quicker handler`
      : `at least ${needed} consumers${workers < count ? " and message groups" : ""}, or a quicker handler`;
  return {
    part: "handlers",
    capacityPerS,
    demandPerS: demand.eventsPerS,
    because: `${number(workers)} ${what} at ${number(serviceMs)} ms each do ${number(capacityPerS)} events/s, ${number(demand.eventsPerS)} are due: it takes ${cure}`,
  };
}

/** How many handlers can be at work at once. */
export function workersOf(design: PlainDesign, keyCount: number): number {
  const [consumer] = design.consumers;
  // What code of the user's own does at once, only it knows; a function has a batch in each of its environments.
  if (consumer === undefined || consumer.kind === "custom") return 1;
  // Threads take what a receive has, whatever its key.
  const threads =
    consumer.kind === "pooled" ? Math.min(consumer.threads, consumer.maxEvents) : undefined;
  if (design.service === "kinesis") {
    if (threads !== undefined) return design.shards * threads;
    return Math.min(design.shards * rowsOf(consumer), keyCount);
  }
  if (consumer.kind === "by-lane") return 1;
  if (consumer.kind === "by-key" || consumer.kind === "reordering")
    return Math.min(consumer.keysAtOnce, keyCount);
  const groups = design.service === "sqs-fifo" ? groupsAtMost(design.groupId, keyCount) : Infinity;
  return Math.min(consumer.count, groups) * (threads ?? 1);
}

/** How many events of a shard are worked on at once, each of another key. */
function rowsOf(consumer: PlainDesign["consumers"][number]): number {
  if (consumer.kind === "by-key") return consumer.keysAtOnce;
  if (consumer.kind === "lambda" && "parallelizationFactor" in consumer)
    return consumer.parallelizationFactor;
  return 1;
}

/** Message groups that there can be: nobody knows how many regions the trucks pass. */
export function groupsAtMost(routing: Routing, keyCount: number): number {
  if (routing === "one") return 1;
  if (routing === "depot") return Math.min(depotCount, keyCount);
  return routing === "truck" ? keyCount : Infinity;
}

/** What one receive holds must be done before it becomes visible again. */
function visibilityLimit(design: PlainDesign): Bottleneck | undefined {
  const [consumer] = design.consumers;
  if (design.service === "kinesis" || consumer === undefined || isOwnCode(consumer))
    return undefined;
  const events = Math.min(consumer.maxEvents, queueBatchEntries);
  const takesS = (events * consumer.serviceMs) / 1000;
  return {
    part: "visibility timeout",
    capacityPerS: design.visibilityTimeoutS,
    demandPerS: takesS,
    because: `a receive of ${events} messages takes ${number(takesS)} s, the visibility timeout is ${design.visibilityTimeoutS} s: at least ${Math.ceil(takesS)} s, or fewer messages a receive`,
  };
}

function number(value: number): string {
  const rounded = value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return String(rounded);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
