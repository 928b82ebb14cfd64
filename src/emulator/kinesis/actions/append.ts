import type { Shard } from "../stream/shard.ts";
import type { Stream } from "../stream/stream.ts";
import type { Streams } from "../stream/streams.ts";
import type { IncomingRecord } from "./incoming-record.ts";

/** A record that nothing stands against any more. */
export interface AdmittedRecord {
  readonly action: "PutRecord" | "PutRecords";
  readonly record: IncomingRecord;
  readonly shard: Shard;
  /** Its size, the partition key counted. */
  readonly bytes: number;
}

/** Adds a record to its shard and gives its sequence number. */
export function append(
  { environment }: Streams,
  stream: Stream,
  { action, record, shard, bytes }: AdmittedRecord,
  nowMs: number,
): string {
  shard.log.trim(stream.horizonMs(nowMs));
  const { PartitionKey = "", Data } = record;
  if (environment.faults.has("delayed-visibility")) {
    const subject = {
      service: "kinesis",
      action,
      keys: [PartitionKey],
      shards: () => [shard.id],
      nowMs,
    } as const;
    const delay = environment.faults.hit("delayed-visibility", subject);
    if (delay !== undefined) shard.holdNext(nowMs, nowMs + delay.addMs);
  }
  stream.settings.onDemand?.count(shard, bytes, nowMs);
  return shard.append(nowMs, PartitionKey, Data, bytes);
}
