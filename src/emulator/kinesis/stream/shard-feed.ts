/**
 * One subscription of one consumer to one shard: what SubscribeToShard pushes, and when. It asks to be woken only for its next
 * event: the first record that becomes readable, the next heartbeat or its end, so one that is idle costs one event every 5 s.
 */
import type { Timed } from "../../deadline-heap.ts";
import type { Environment } from "../../environment.ts";
import type { ServiceError } from "../../service-error.ts";
import { Subscription } from "../../subscription.ts";
import type { FanOut } from "./fan-out.ts";
import { Frontier } from "./frontier.ts";
import { bytesBetween, describeChild, describeRecords, pageEnd } from "./records-page.ts";
import type { Shard, ShardReader } from "./shard.ts";
import type { Stream } from "./stream.ts";
import { isStuck } from "./stuck.ts";

/** A subscription lives 5 minutes (K-SDK SubscribeToShard). */
const lifeMs = 300_000;
/** An idle one still says how far it is: *assumed*, from reports of empty events "about every 5 seconds". */
const heartbeatMs = 5000;
/** 2 MB/s per consumer and shard, whoever else reads (K-SDK RegisterStreamConsumer). */
const bytesPerMs = (2 * 2 ** 20) / 1000;
/** AWS does not say how much one event holds (facts/aws.md 9): *assumed*. At least one record. */
const maxEventBytes = 256 * 1024;
/** A stuck shard is tried again. */
const retryMs = 1000;

export interface FeedPlace {
  readonly stream: Stream;
  readonly shard: Shard;
  /** The next record to send. */
  readonly index: number;
}

export class ShardFeed implements Timed, ShardReader {
  dueMs = 0;
  slot = -1;
  readonly order: number;
  readonly subscription: Subscription;
  readonly #environment: Environment;
  readonly #fanOut: FanOut;
  readonly #stream: Stream;
  readonly #shard: Shard;
  readonly #endsMs: number;
  readonly #frontier: Frontier;
  #index: number;
  /** When the next records can go; undefined while there are none. */
  #recordsMs: number | undefined;
  #heartbeatAtMs: number;
  /** Until when what was sent uses up the throughput. */
  #paidUntilMs = -Infinity;

  constructor(environment: Environment, fanOut: FanOut, place: FeedPlace, nowMs: number) {
    this.#environment = environment;
    this.#fanOut = fanOut;
    this.#stream = place.stream;
    this.#shard = place.shard;
    this.#index = place.index;
    this.#endsMs = nowMs + lifeMs;
    this.#heartbeatAtMs = nowMs;
    this.order = fanOut.nextOrder();
    const feedName = `${place.stream.options.name}/${place.shard.id}/${this.order}`;
    this.#frontier = new Frontier(place.shard, place.index, fanOut.propagation.in(feedName));
    this.subscription = new Subscription({
      cancel: () => this.#close(),
      resume: () => fanOut.plan(this, -Infinity),
    });
    this.#shard.readers.add(this);
    fanOut.plan(this, nowMs);
  }

  /** The shard has a new record, or was closed: something to send once it has become readable. */
  grow(nowMs: number): void {
    if (this.#recordsMs !== undefined || this.subscription.isPaused) return;
    this.#recordsMs = this.#nextRecordsMs(nowMs, this.#index);
    this.#plan();
  }

  /** The stream ends; with an error, that is its last event. */
  end(error?: ServiceError): void {
    if (!this.subscription.isOpen) return;
    this.#close();
    this.subscription.end(error);
  }

  /** Sends what can be sent at this instant, and says when it wants to be woken next. */
  run(atMs: number): void {
    if (atMs >= this.#endsMs) {
      this.end();
      return;
    }
    if (!this.subscription.isPaused) {
      const log = this.#shard.log;
      log.trim(atMs - this.#stream.retentionHours * 3_600_000);
      this.#index = Math.max(this.#index, log.firstIndex);
      if (this.#send(atMs, this.#frontier.endAt(atMs))) {
        this.end();
        return;
      }
    }
    this.#plan();
  }

  /** Sends one event if there is reason to; gives whether it was the shard's last. */
  #send(atMs: number, readableEnd: number): boolean {
    const { log, closedMs } = this.#shard;
    const canSend = readableEnd > this.#index && atMs >= this.#paidUntilMs;
    const isHeldUp = canSend && isStuck(this.#environment, "SubscribeToShard", this.#shard, atMs);
    const end =
      canSend && !isHeldUp
        ? pageEnd(this.#shard, this.#index, readableEnd, maxEventBytes)
        : this.#index;
    const isLast =
      closedMs !== undefined && end >= log.endIndex && atMs >= this.#frontier.closedMs(closedMs);
    if (end > this.#index || isLast || atMs >= this.#heartbeatAtMs) {
      this.#push(atMs, end, readableEnd, isLast);
    }
    this.#recordsMs = this.#nextRecordsMs(isHeldUp ? atMs + retryMs : atMs, readableEnd);
    return isLast;
  }

  #push(atMs: number, end: number, readableEnd: number, isLast: boolean): void {
    const shard = this.#shard;
    if (this.#environment.hasQuotas) {
      const bytes = bytesBetween(shard, this.#index, end);
      this.#paidUntilMs = Math.max(this.#paidUntilMs, atMs) + bytes / bytesPerMs;
    }
    const Records = describeRecords(this.#stream, shard, this.#index, end);
    this.#index = end;
    this.#heartbeatAtMs = atMs + heartbeatMs;
    this.subscription.push("SubscribeToShardEvent", {
      Records,
      // Between the last record sent and the next; none at the end of the shard, as the KCL expects it.
      ...(!isLast && { ContinuationSequenceNumber: shard.sequenceNumberAfter(end - 1, atMs) }),
      MillisBehindLatest: end < readableEnd ? atMs - shard.log.arrivedMsOf(end) : 0,
      ...(isLast && { ChildShards: shard.children.map(describeChild) }),
    });
  }

  #nextRecordsMs(atMs: number, readableEnd: number): number | undefined {
    const { log, closedMs } = this.#shard;
    const readyMs =
      this.#index < readableEnd
        ? atMs
        : this.#index < log.endIndex
          ? this.#frontier.nextMs()
          : closedMs === undefined
            ? undefined
            : this.#frontier.closedMs(closedMs);
    return readyMs === undefined ? undefined : Math.ceil(Math.max(readyMs, this.#paidUntilMs));
  }

  #plan(): void {
    const { isOpen, isPaused } = this.subscription;
    if (!isOpen) return;
    const nextMs = isPaused
      ? this.#endsMs
      : Math.min(this.#endsMs, this.#heartbeatAtMs, this.#recordsMs ?? Infinity);
    this.#fanOut.plan(this, nextMs);
  }

  #close(): void {
    this.#fanOut.remove(this);
    this.#shard.readers.delete(this);
  }
}
