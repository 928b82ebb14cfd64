import { ReadQuota } from "./read-quota.ts";
import { RecordLog } from "./record-log.ts";
import { SequenceNumbers } from "./sequence-number.ts";
import { WriteQuota } from "./write-quota.ts";

export interface ShardOrigin {
  readonly index: number;
  readonly startHash: bigint;
  readonly endHash: bigint;
  readonly createdMs: number;
  /** The shard it was split from, or one of the two it was merged from. */
  readonly parent?: Shard;
  readonly adjacentParent?: Shard;
}

/** One shard: a range of hash keys, a log, and its quotas. Open until a reshard closes it; a closed one can still be read. */
export class Shard {
  readonly id: string;
  readonly origin: ShardOrigin;
  readonly log = new RecordLog();
  readonly writes = new WriteQuota();
  readonly reads = new ReadQuota();
  readonly createdSecond: number;
  closedMs: number | undefined;
  readonly children: Shard[] = [];
  readonly #sequenceNumbers: SequenceNumbers;

  constructor(origin: ShardOrigin) {
    this.id = `shardId-${String(origin.index).padStart(12, "0")}`;
    this.origin = origin;
    const parents = [origin.parent, origin.adjacentParent];
    this.createdSecond = Math.max(
      Math.floor(origin.createdMs / 1000),
      ...parents.map((parent) => (parent === undefined ? 0 : parent.createdSecond + 1)),
    );
    this.#sequenceNumbers = new SequenceNumbers(origin.index, this.createdSecond);
  }

  get isOpen(): boolean {
    return this.closedMs === undefined;
  }

  sequenceNumberAt(index: number, arrivedMs: number): string {
    return this.#sequenceNumbers.at(index + 1, arrivedMs);
  }

  /** The index of the record with this sequence number, -1 for the shard's starting number; undefined if it is not this shard's. */
  indexOf(sequenceNumber: string): number | undefined {
    const place = this.#sequenceNumbers.placeOf(sequenceNumber);
    return place === undefined ? undefined : place - 1;
  }

  /** Adds a record and gives its sequence number. */
  append(nowMs: number, key: string, data: string | Uint8Array, bytes: number): string {
    return this.sequenceNumberAt(this.log.append(nowMs, key, data, bytes), nowMs);
  }

  /** As ListShards and DescribeStream show it. */
  describe(): object {
    const { parent, adjacentParent, startHash, endHash } = this.origin;
    return {
      ShardId: this.id,
      ...(parent && { ParentShardId: parent.id }),
      ...(adjacentParent && { AdjacentParentShardId: adjacentParent.id }),
      HashKeyRange: { StartingHashKey: String(startHash), EndingHashKey: String(endHash) },
      SequenceNumberRange: {
        StartingSequenceNumber: this.sequenceNumberAt(-1, this.createdSecond * 1000),
        ...(this.closedMs !== undefined && {
          EndingSequenceNumber: this.sequenceNumberAt(this.log.endIndex, this.closedMs),
        }),
      },
    };
  }
}
