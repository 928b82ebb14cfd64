/** The quota that a design's sends meet, in events per second, for a line in a chart. */
import {
  entriesPerCall,
  fifoCallsPerS,
  shardEventsPerS,
  shardRecordsPerS,
} from "../cost/quotas.ts";
import { counted } from "../counted.ts";
import type { RunResult } from "./run-result.ts";

export interface WriteQuota {
  readonly eventsPerS: number;
  /** The arithmetic. */
  readonly because: string;
}

/** A partition key such as truck_42. */
const averageKeyBytes = 8;

/**
 * If all lanes were filled evenly. Undefined: there is none (a standard queue), none
 * that one queue meets (high throughput), it changes in the run, or nobody knows it.
 */
export function writeQuotaOf({ setup }: RunResult): WriteQuota | undefined {
  if (setup === undefined) return undefined;
  const { design, faults } = setup.scenario;
  if (design.service === "kinesis") {
    if (design.onDemand || faults.some(({ kind }) => kind === "reshard")) return undefined;
    // Nobody knows how full its records will be.
    if (design.producer.kind === "aggregated") return undefined;
    const bytes = setup.load.payloadBytes + averageKeyBytes;
    const perShard = shardEventsPerS(design, bytes);
    const unit = perShard < shardRecordsPerS ? "1 MB/s" : "1,000 records/s";
    return {
      eventsPerS: design.shards * perShard,
      because: `${counted(design.shards, "shard")} of ${unit}`,
    };
  }
  if (design.service === "sqs-standard" || design.highThroughput) return undefined;
  // Nobody knows how many messages a call of the user's own takes.
  if (design.producer.kind === "custom") return undefined;
  const entries = entriesPerCall(design);
  const each = entries === 1 ? "" : ` of ${entries} messages`;
  return { eventsPerS: fifoCallsPerS * entries, because: `${fifoCallsPerS} calls/s${each}` };
}
