import { md5Hex } from "../../md5.ts";
import type { QuotaWindowKind } from "../../quota-window.ts";
import { ServiceError } from "../../service-error.ts";
import { Changes } from "./changes.ts";
import { hashKeySpace, uniformBounds } from "./hash-keys.ts";
import { Resource } from "./resource.ts";
import { shardIndexOf } from "./shard-id.ts";
import { Shard, type ShardOrigin } from "./shard.ts";
import { StreamConsumers } from "./stream-consumers.ts";
import { StreamSettings } from "./stream-settings.ts";

const rememberedKeys = 16_384;

export type StreamStatus = "CREATING" | "DELETING" | "ACTIVE" | "UPDATING";

export interface StreamOptions {
  readonly name: string;
  readonly arn: string;
  readonly shardCount: number;
  readonly createdMs: number;
  /** When it becomes ACTIVE. */
  readonly readyMs: number;
  /** How the quotas of its shards are counted. */
  readonly quotaWindow?: QuotaWindowKind;
}

/** One stream: its shards, open and closed, and the way from a partition key to an open one. */
export class Stream {
  readonly options: StreamOptions;
  readonly settings = new StreamSettings();
  readonly resource: Resource;
  /** What is under way; `settle` brings it about. */
  readonly changes = new Changes();
  /** 24 h unless changed, up to 365 days (K-SDK). */
  retentionHours = 24;
  deletedMs: number | undefined;
  readonly shards: Shard[] = [];
  /** Registered for enhanced fan-out. */
  readonly consumers = new StreamConsumers();
  #busyUntilMs: number;
  #open: readonly Shard[] = [];
  /** Where each of them begins, in hex digits. */
  #starts: readonly string[] = [];
  #turn = 0;
  readonly #shardOfKey = new Map<string, Shard>();

  constructor(options: StreamOptions, accountId: string) {
    this.options = options;
    this.resource = new Resource(`stream ${options.name} under account ${accountId}`);
    this.#busyUntilMs = options.readyMs;
    const bounds = uniformBounds(options.shardCount);
    for (const [index, startHash] of bounds.entries()) {
      const endHash = (bounds[index + 1] ?? hashKeySpace) - 1n;
      const origin = { index, startHash, endHash, createdMs: options.createdMs };
      this.shards.push(new Shard(origin, options.quotaWindow));
    }
    this.#reroute();
  }

  /** In the order of their hash keys. */
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
    return nowMs < this.#busyUntilMs ? "UPDATING" : "ACTIVE";
  }

  /** Whether it has its shards: one that is deleted while it is being created shows none (mhart/kinesalite test/deleteStream.js). */
  isMade(nowMs: number): boolean {
    return nowMs >= this.options.readyMs;
  }

  /** UPDATING from now until an instant, at which the change comes about. */
  update(untilMs: number, change: (atMs: number) => void): void {
    this.#busyUntilMs = untilMs;
    this.changes.add(untilMs, change);
  }

  /** Brings about what was due by now. */
  settle(nowMs: number): void {
    if (nowMs >= this.changes.nextMs) this.changes.settle(nowMs);
  }

  /** Replaces a shard by two, the upper of which begins at a hash key. */
  split(parent: Shard, startHash: bigint, atMs: number): void {
    const { origin } = parent;
    parent.close(atMs);
    this.#addChild({ ...ends(origin.startHash, startHash - 1n), createdMs: atMs, parent });
    this.#addChild({ ...ends(startHash, origin.endHash), createdMs: atMs, parent });
    this.#reroute();
  }

  /** Replaces a shard and the one above it by one. */
  merge(parent: Shard, adjacentParent: Shard, atMs: number): Shard {
    parent.close(atMs);
    adjacentParent.close(atMs);
    const range = ends(parent.origin.startHash, adjacentParent.origin.endHash);
    const child = this.#addChild({ ...range, createdMs: atMs, parent, adjacentParent });
    this.#reroute();
    return child;
  }

  /** Changes how long records are kept. What is gone stays gone (K-SDK IncreaseStreamRetentionPeriod). */
  retain(hours: number, nowMs: number): void {
    for (const shard of this.shards) shard.log.trim(this.horizonMs(nowMs));
    this.retentionHours = hours;
  }

  /** Records that arrived before this instant are gone. */
  horizonMs(nowMs: number): number {
    return nowMs - this.retentionHours * 3_600_000;
  }

  /** A closed shard disappears once everything in it has passed the retention period (KDG/kinesis-using-sdk-java-after-resharding). */
  isExpired(shard: Shard, nowMs: number): boolean {
    return shard.closedMs !== undefined && shard.closedMs < this.horizonMs(nowMs);
  }

  shard(id: string): Shard | undefined {
    const index = shardIndexOf(id);
    return index === undefined ? undefined : this.shards[index];
  }

  /** The open shard whose range holds the key's MD5, or the explicit hash key (K-SDK PutRecord). */
  route(partitionKey: string, explicitHashKey?: string): Shard {
    if (explicitHashKey !== undefined) {
      const hash = BigInt(explicitHashKey);
      if (hash < hashKeySpace) return this.#shardOfHash(hexOf(hash));
      throw new ServiceError(
        "InvalidArgumentException",
        `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicitHashKey}`,
      );
    }
    let shard = this.#shardOfKey.get(partitionKey);
    if (shard === undefined) {
      shard = this.#shardOfHash(md5Hex(partitionKey));
      if (this.#shardOfKey.size >= rememberedKeys) this.#shardOfKey.clear();
      this.#shardOfKey.set(partitionKey, shard);
    }
    return shard;
  }

  /** The open shards in turn: for a stream that takes no notice of keys. */
  nextShard(): Shard {
    this.#turn += 1;
    const shard = this.#open[this.#turn % this.#open.length];
    if (shard === undefined) throw new Error(`stream ${this.options.name} has no open shard`);
    return shard;
  }

  #addChild(origin: Omit<ShardOrigin, "index">): Shard {
    const shard = new Shard({ ...origin, index: this.shards.length }, this.options.quotaWindow);
    this.shards.push(shard);
    origin.parent?.children.push(shard);
    origin.adjacentParent?.children.push(shard);
    return shard;
  }

  /** In 32 hex digits, which are in the order of their numbers. */
  #shardOfHash(hash: string): Shard {
    let low = 0;
    let high = this.#open.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= hash) low = middle;
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
    this.#starts = this.#open.map(({ origin }) => hexOf(origin.startHash));
  }
}

function hexOf(hash: bigint): string {
  return hash.toString(16).padStart(32, "0");
}

function ends(startHash: bigint, endHash: bigint): { startHash: bigint; endHash: bigint } {
  return { startHash, endHash };
}
