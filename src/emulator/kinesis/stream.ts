import { md5Hex } from "../md5.ts";
import { ServiceError } from "../service-error.ts";
import { shardIndexOf } from "./shard-id.ts";
import { Shard, type ShardOrigin } from "./shard.ts";
import { StreamConsumers } from "./stream-consumers.ts";

export const hashKeySpace = 1n << 128n;
const rememberedKeys = 16_384;

export type StreamStatus = "CREATING" | "DELETING" | "ACTIVE" | "UPDATING";

export interface StreamOptions {
  readonly name: string;
  readonly arn: string;
  readonly mode: "PROVISIONED" | "ON_DEMAND";
  readonly shardCount: number;
  readonly createdMs: number;
  /** When it becomes ACTIVE. */
  readonly readyMs: number;
  readonly maxRecordBytes: number;
}

/** One stream: its shards, open and closed, and the way from a partition key to an open one. */
export class Stream {
  readonly options: StreamOptions;
  /** 24 h unless changed, up to 365 days (K-SDK). */
  retentionHours = 24;
  /** Until when a reshard or another change is under way. */
  busyUntilMs: number;
  deletedMs: number | undefined;
  readonly shards: Shard[] = [];
  /** Registered for enhanced fan-out. */
  readonly consumers = new StreamConsumers();
  #open: readonly Shard[] = [];
  readonly #shardOfKey = new Map<string, Shard>();

  constructor(options: StreamOptions) {
    this.options = options;
    this.busyUntilMs = options.readyMs;
    const count = BigInt(options.shardCount);
    for (let index = 0; index < options.shardCount; index += 1) {
      // The range splits evenly: the shard of a hash is hash * n >> 128 (facts/aws.md 1.1, derived).
      const startHash = ceilDivide(BigInt(index) * hashKeySpace, count);
      const endHash = ceilDivide(BigInt(index + 1) * hashKeySpace, count) - 1n;
      this.addShard({ index, startHash, endHash, createdMs: options.createdMs });
    }
  }

  get openShards(): readonly Shard[] {
    return this.#open;
  }

  /** As StreamCreationTimestamp shows it. */
  get createdSecond(): number {
    return Math.floor(this.options.createdMs / 1000);
  }

  status(nowMs: number): StreamStatus {
    if (this.deletedMs !== undefined) return "DELETING";
    if (nowMs < this.options.readyMs) return "CREATING";
    return nowMs < this.busyUntilMs ? "UPDATING" : "ACTIVE";
  }

  addShard(origin: ShardOrigin): Shard {
    const shard = new Shard(origin);
    this.shards.push(shard);
    origin.parent?.children.push(shard);
    origin.adjacentParent?.children.push(shard);
    this.#reroute();
    return shard;
  }

  closeShard(shard: Shard, nowMs: number): void {
    shard.close(nowMs);
    this.#reroute();
  }

  /** A closed shard disappears once everything in it has passed the retention period (KDG/kinesis-using-sdk-java-after-resharding). */
  isExpired(shard: Shard, nowMs: number): boolean {
    return shard.closedMs !== undefined && shard.closedMs < nowMs - this.retentionHours * 3_600_000;
  }

  shard(id: string): Shard | undefined {
    const index = shardIndexOf(id);
    return index === undefined ? undefined : this.shards[index];
  }

  /** The open shard whose range holds the key's MD5, or the explicit hash key (K-SDK PutRecord). */
  route(partitionKey: string, explicitHashKey?: string): Shard {
    if (explicitHashKey !== undefined) {
      const hash = BigInt(explicitHashKey);
      if (hash < hashKeySpace) return this.#shardOfHash(hash);
      throw new ServiceError(
        "InvalidArgumentException",
        `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicitHashKey}`,
      );
    }
    let shard = this.#shardOfKey.get(partitionKey);
    if (shard === undefined) {
      shard = this.#shardOfHash(BigInt(`0x${md5Hex(partitionKey)}`));
      if (this.#shardOfKey.size >= rememberedKeys) this.#shardOfKey.clear();
      this.#shardOfKey.set(partitionKey, shard);
    }
    return shard;
  }

  #shardOfHash(hash: bigint): Shard {
    let low = 0;
    let high = this.#open.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#open[middle]?.origin.startHash ?? 0n) <= hash) low = middle;
      else high = middle - 1;
    }
    const shard = this.#open[low];
    if (shard === undefined) throw new Error(`stream ${this.options.name} has no open shard`);
    return shard;
  }

  #reroute(): void {
    this.#shardOfKey.clear();
    this.#open = this.shards
      .filter((shard) => shard.isOpen)
      .sort((a, b) => (a.origin.startHash < b.origin.startHash ? -1 : 1));
  }
}

function ceilDivide(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
