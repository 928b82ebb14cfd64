/**
 * How an on-demand stream gets and loses shards by itself (KDG/how-do-i-size-a-stream): a shard written to at more than 500 KB/s is
 * split within 15 minutes, so that the stream takes up to twice its peak; traffic that more than doubles sooner is throttled by the
 * shards there are. One key stays in one shard, so splitting does not help a hot one.
 *
 * *Assumed*: the rate is that of a minute; more than 500 records/s count as well, half of a shard's other ceiling; a split takes
 * the whole 15 minutes; a half that gets (almost) all of what was split is not split again; and once it has at least twice
 * the shards that twice the peak of the last 30 days needs, they are merged to that number, at most once a day.
 */
import type { Scalable } from "./scalable.ts";
import type { Shard } from "./shard.ts";
import { scaleTo } from "./uniform-scaling.ts";

/** A new stream takes 4 MB/s and 4,000 records/s: four shards' worth (facts/aws.md 1.3). */
export const minOnDemandShards = 4;
const windowMs = 60_000;
export const splitWithinMs = 15 * 60_000;
/** KB/s, or records/s. */
const splitRate = 500;
/** What one shard takes: KB/s, or records/s. */
const shardRate = 1000;
/** The share of its parent's rate from which on a half is as hot as the whole. */
const hotShare = 0.9;
const dayMs = 86_400_000;
const rememberedDays = 30;

/** What was written in a minute. */
class Meter {
  beganMs: number;
  #bytes = 0;
  #records = 0;

  constructor(beganMs: number) {
    this.beganMs = beganMs;
  }

  /** KB/s or records/s, whichever is more. */
  get rate(): number {
    return Math.max(this.#bytes / 1024, this.#records) / (windowMs / 1000);
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.beganMs + windowMs;
  }

  restart(nowMs: number): void {
    this.beganMs = nowMs;
    this.#bytes = 0;
    this.#records = 0;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    this.#records += 1;
  }
}

interface ShardLoad {
  readonly meter: Meter;
  /** The rate of the last full minute. */
  rate: number;
  /** The rate of the shard it was split from, until its own first minute is over. */
  parentRate: number | undefined;
  isHot: boolean;
  isSplitDue: boolean;
}

export class OnDemandScaling {
  /** Throughput kept ready although unused, MiB/s (K-SDK UpdateStreamWarmThroughput). */
  warmMiBps: number | undefined;
  readonly #stream: Scalable;
  readonly #loads = new WeakMap<Shard, ShardLoad>();
  readonly #total: Meter;
  /** The highest rate of each of the last days. */
  readonly #peakOfDay = new Map<number, number>();
  #isOver = false;

  constructor(stream: Scalable, nowMs: number) {
    this.#stream = stream;
    this.#total = new Meter(nowMs);
    // What it has to begin with counts as needed.
    this.#remember(nowMs, (stream.openShards.length * shardRate) / 2);
    this.#planShrinking(nowMs + dayMs);
  }

  /** The stream is on-demand no longer. */
  stop(): void {
    this.#isOver = true;
  }

  /** Counts a record that was put. */
  count(shard: Shard, bytes: number, nowMs: number): void {
    if (this.#total.isOver(nowMs)) {
      this.#remember(nowMs, this.#total.rate);
      this.#total.restart(nowMs);
    }
    this.#total.add(bytes);
    const load = this.#loadOf(shard, nowMs);
    if (load.meter.isOver(nowMs)) this.#endMinute(shard, load, nowMs);
    load.meter.add(bytes);
  }

  #loadOf(shard: Shard, nowMs: number): ShardLoad {
    let load = this.#loads.get(shard);
    if (load === undefined) {
      const parent = shard.origin.parent;
      const parentRate = parent === undefined ? undefined : this.#loads.get(parent)?.rate;
      const meter = new Meter(nowMs);
      load = { meter, rate: 0, parentRate, isHot: false, isSplitDue: false };
      this.#loads.set(shard, load);
    }
    return load;
  }

  #endMinute(shard: Shard, load: ShardLoad, nowMs: number): void {
    const { meter, parentRate } = load;
    load.rate = meter.rate;
    if (parentRate !== undefined) load.isHot = load.rate >= hotShare * parentRate;
    load.parentRate = undefined;
    if (load.rate > splitRate && !load.isHot && !load.isSplitDue) {
      load.isSplitDue = true;
      const atMs = Math.max(meter.beganMs + splitWithinMs, nowMs + 1);
      this.#stream.changes.add(atMs, () => this.#split(shard, atMs));
    }
    meter.restart(nowMs);
  }

  #split(shard: Shard, atMs: number): void {
    const { startHash, endHash } = shard.origin;
    if (this.#isOver || !shard.isOpen || endHash - startHash < 2n) return;
    this.#stream.split(shard, (startHash + endHash + 1n) / 2n, atMs);
  }

  #remember(nowMs: number, rate: number): void {
    const day = Math.floor(nowMs / dayMs);
    this.#peakOfDay.set(day, Math.max(rate, this.#peakOfDay.get(day) ?? 0));
  }

  #planShrinking(atMs: number): void {
    this.#stream.changes.add(atMs, () => {
      if (this.#isOver) return;
      this.#shrink(atMs);
      this.#planShrinking(atMs + dayMs);
    });
  }

  #shrink(atMs: number): void {
    const oldest = Math.floor(atMs / dayMs) - rememberedDays;
    for (const day of this.#peakOfDay.keys()) if (day < oldest) this.#peakOfDay.delete(day);
    const peak = Math.max(0, ...this.#peakOfDay.values());
    const needed = Math.max(
      minOnDemandShards,
      this.warmMiBps ?? 0,
      Math.ceil((2 * peak) / shardRate),
    );
    if (2 * needed <= this.#stream.openShards.length) scaleTo(this.#stream, needed, atMs);
  }
}
