import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

/** The index after the last record that fits in one answer of so many bytes: at least one record, if there is one before `limit`. */
export function pageEnd(shard: Shard, start: number, limit: number, maxBytes: number): number {
  let bytes = 0;
  for (let index = start; index < limit; index += 1) {
    bytes += shard.log.bytesOf(index);
    if (bytes > maxBytes && index > start) return index;
  }
  return Math.max(start, limit);
}

/** The records of a shard from one index up to another, as GetRecords and SubscribeToShard give them. */
export function describeRecords(
  { settings }: Stream,
  shard: Shard,
  start: number,
  end: number,
): readonly object[] {
  const records: object[] = [];
  for (let index = start; index < end; index += 1) {
    const record = shard.log.read(index);
    const described: Record<string, unknown> = {
      SequenceNumber: shard.sequenceNumberAt(index, record.arrivedMs),
      ApproximateArrivalTimestamp: record.arrivedMs / 1000,
      Data: record.data,
    };
    // A stream that takes no notice of keys takes records without, and gives them back so (K-SDK Record).
    if (record.partitionKey !== "") described["PartitionKey"] = record.partitionKey;
    if (settings.wasEncrypted(record.arrivedMs)) described["EncryptionType"] = "KMS";
    records.push(described);
  }
  return records;
}

/** Bytes of those records, their partition keys counted. */
export function bytesBetween(shard: Shard, start: number, end: number): number {
  let bytes = 0;
  for (let index = start; index < end; index += 1) bytes += shard.log.bytesOf(index);
  return bytes;
}

/** What the last answer of a closed shard says of its children. */
export function describeChild(child: Shard): object {
  const { parent, adjacentParent, startHash, endHash } = child.origin;
  return {
    ShardId: child.id,
    ParentShards: [parent, adjacentParent].flatMap((shard) => (shard ? [shard.id] : [])),
    HashKeyRange: { StartingHashKey: String(startHash), EndingHashKey: String(endHash) },
  };
}
