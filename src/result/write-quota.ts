/** The quota that a design's sends meet, in events per second, for a line in a chart. */
import { counted } from "../counted.ts";
import type { RunResult } from "./run-result.ts";

export interface WriteQuota {
  readonly eventsPerS: number;
  /** The arithmetic. */
  readonly because: string;
}

const recordsPerShard = 1000;
const bytesPerShard = 1024 * 1024;
const fifoCallsPerS = 300;
/** A partition key such as truck_42. */
const averageKeyBytes = 8;

/**
 * If all lanes were filled evenly (KDG/service-sizes-and-limits, SDG/quotas-messages). Undefined: there is none (a standard queue), none
 * that one queue meets (high throughput), or it changes in the run.
 */
export function writeQuotaOf({ setup }: RunResult): WriteQuota | undefined {
  if (setup === undefined) return undefined;
  const { design, faults } = setup.scenario;
  if (design.service === "kinesis") {
    if (faults.some(({ kind }) => kind === "reshard")) return undefined;
    const bytes = setup.load.payloadBytes + averageKeyBytes;
    const billed = design.producer.kind === "batched" ? bytes : Math.ceil(bytes / 1024) * 1024;
    const byBytes = bytesPerShard / billed;
    const eventsPerS = design.shards * Math.min(recordsPerShard, byBytes);
    const unit = byBytes < recordsPerShard ? "1 MB/s" : "1,000 records/s";
    return { eventsPerS, because: `${counted(design.shards, "shard")} of ${unit}` };
  }
  if (design.service === "sqs-standard" || design.highThroughput) return undefined;
  const { producer } = design;
  // Nobody knows how many messages a call of the user's own takes.
  if (producer.kind === "custom") return undefined;
  const entries = producer.kind === "batched" ? Math.min(10, producer.maxEntries) : 1;
  const each = entries === 1 ? "" : ` of ${entries} messages`;
  return { eventsPerS: fifoCallsPerS * entries, because: `${fifoCallsPerS} calls/s${each}` };
}
