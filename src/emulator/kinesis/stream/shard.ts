import { longestPropagationMs } from "../../propagation.ts";
import type { QuotaWindowKind } from "../../quota-window.ts";
import { ReadQuota } from "../limits/read-quota.ts";
import { WriteQuota } from "../limits/write-quota.ts";
import type { Frontier } from "./frontier.ts";
import { RecordLog } from "./record-log.ts";
import { SequenceNumbers } from "./sequence-number.ts";
import { shardIdOf } from "./shard-id.ts";

export interface ShardOrigin {
  readonly index: number;
  readonly startHash: bigint;
  readonly endHash: bigint;
  readonly createdMs: number;
  /** The shard it was split from, or one of the two it was merged from. */
  readonly parent?: Shard;
  readonly adjacentParent?: Shard;
}

/** Who is told that a shard has a new record, or was closed. */
export interface ShardReader {
  grow(nowMs: number): void;
}

/** One shard: a range of hash keys, a log, and its quotas. Open until a reshard closes it; a closed one can still be read. */
export class Shard {
  readonly id: string;
  readonly origin: ShardOrigin;
  readonly log = new RecordLog();
  readonly writes: WriteQuota;
  readonly reads: ReadQuota;
  readonly createdSecond: number;
  closedMs: number | undefined;
  readonly children: Shard[] = [];
  iteratorsIssued = 0;
  readonly readers = new Set<ShardReader>();
  /** How far readers on shared throughput see. */
  shared: Frontier | undefined;
  readonly #sequenceNumbers: SequenceNumbers;
  /** Records that readers do not see before an instant, nor anything behind them. */
  readonly #held = new Map<number, number>();

  constructor(origin: ShardOrigin, windows?: QuotaWindowKind) {
    this.writes = new WriteQuota(windows);
    this.reads = new ReadQuota(windows);
    this.id = shardIdOf(origin.index);
    this.origin = origin;
    this.createdSecond = createdSecondOf(origin);
    this.#sequenceNumbers = new SequenceNumbers(origin.index, this.createdSecond);
  }

  get isOpen(): boolean {
    return this.closedMs === undefined;
  }

  sequenceNumberAt(index: number, arrivedMs: number): string {
    return this.#sequenceNumbers.at(index + 1, arrivedMs);
  }

  /** A sequence number behind the record at this index and before the next one's. */
  sequenceNumberAfter(index: number, instantMs: number): string {
    return this.#sequenceNumbers.between(index + 1, instantMs);
  }

  /**
   * The index of the first record whose number is not below this one (`at`) or is above it (`after`). The number need not be any
   * record's own: numbers are compared whole. `place` is what it says of itself. One of a place to come is compared with the number
   * that a record accepted now would have there.
   */
  indexFrom(number: string, place: number, from: "at" | "after", nowMs: number): number {
    const index = place - 1;
    if (index < this.log.firstIndex) return Math.max(0, index);
    const arrivedMs = index < this.log.endIndex ? this.log.arrivedMsOf(index) : nowMs;
    const own = BigInt(this.sequenceNumberAt(index, arrivedMs));
    const given = BigInt(number);
    return own > given || (own === given && from === "at") ? index : index + 1;
  }

  /** Adds a record and gives its sequence number. */
  append(nowMs: number, key: string, data: string | Uint8Array, bytes: number): string {
    const index = this.log.append(nowMs, key, data, bytes);
    if (this.readers.size > 0) this.#tellReaders(nowMs);
    return this.sequenceNumberAt(index, nowMs);
  }

  /** Takes no more records. */
  close(nowMs: number): void {
    this.closedMs = nowMs;
    this.#tellReaders(nowMs);
  }

  #tellReaders(nowMs: number): void {
    for (const reader of this.readers) reader.grow(nowMs);
  }

  /** Holds the next record back from readers until this instant, and so what is appended after it. */
  holdNext(nowMs: number, untilMs: number): void {
    for (const [index, pastMs] of this.#held) {
      if (pastMs + longestPropagationMs > nowMs) break;
      this.#held.delete(index);
    }
    this.#held.set(this.log.endIndex, untilMs);
  }

  get hasHeld(): boolean {
    return this.#held.size > 0;
  }

  readonly heldUntilMs = (index: number): number => this.#held.get(index) ?? -Infinity;

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
          EndingSequenceNumber: this.#sequenceNumbers.end(this.closedMs),
        }),
      },
    };
  }
}

/**
 * The second of creation that sequence numbers hold: two seconds early for the shards of a new stream, one second after its parents
 * were closed for a child (mhart/kinesalite test/createStream.js, test/splitShard.js, checked against the live service).
 */
function createdSecondOf({ createdMs, parent, adjacentParent }: ShardOrigin): number {
  if (parent === undefined) return Math.floor((createdMs - 2000) / 1000);
  const parentSecond = Math.max(parent.createdSecond, adjacentParent?.createdSecond ?? 0);
  return Math.max(Math.floor(createdMs / 1000), parentSecond) + 1;
}
