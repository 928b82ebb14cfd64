/**
 * Quotas that every arithmetic of loads, capacities and costs rests on: KDG/service-sizes-and-limits, SDG/quotas-messages,
 * SDG/high-throughput-fifo. The model of the services has its own.
 */
import type { PlainDesign } from "../scenario/plain-design.ts";

export const shardRecordsPerS = 1000;
export const shardBytesPerS = 1024 * 1024;
export const shardReadsPerS = 5;
/** Calls of one action on a FIFO queue that is not in high-throughput mode. */
export const fifoCallsPerS = 300;
/** Entries of one batch call on a queue. */
export const queueBatchEntries = 10;
/** Records of one PutRecords call. */
export const streamBatchEntries = 500;

/**
 * Events of so many bytes, keys counted, that a shard takes at most: an aggregated record is full. Records of single puts are rounded up to
 * 1 KB (KDG/troubleshooting-producers).
 */
export function shardEventsPerS({ producer }: PlainDesign, eventBytes: number): number {
  const together = producer.kind === "aggregated" ? producer.maxEvents : 1;
  const bytes = together * eventBytes;
  const billedBytes = producer.kind === "batched" ? bytes : Math.ceil(bytes / 1024) * 1024;
  return together * Math.min(shardRecordsPerS, shardBytesPerS / billedBytes);
}

/** Messages that one call of the design's producer sends at most. */
export function entriesPerCall({ producer }: PlainDesign): number {
  return producer.kind === "batched" ? Math.min(queueBatchEntries, producer.maxEntries) : 1;
}
