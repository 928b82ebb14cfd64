import type {
  AbandonRecord,
  CrashRecord,
  DeliveryRecord,
  EffectRecord,
  LeaseRecord,
  StartRecord,
} from "../history/record.ts";
import { Digest } from "./digest.ts";
import { type AppKey, type KeyBook, type KeyFacts, seenBy, seeing } from "./key-book.ts";
import { withLatency } from "./key-latencies.ts";
import { LaneLists } from "./lane-lists.ts";
import { Latencies, type LatencyDistribution } from "./latency.ts";
import { type Parallelism, ParallelismMeter } from "./parallelism.ts";
import { SecondLatencies } from "./second-latencies.ts";
import { withNew } from "./seq-set.ts";
import { Timeline } from "./timeline.ts";

/** One consumer application in figures. */
export interface AppMetrics {
  readonly app: string;
  /** All deliveries, repeated ones too. */
  readonly deliveredCount: number;
  /** Different events delivered. */
  readonly uniqueCount: number;
  /** Different events whose effect is done. */
  readonly effectedCount: number;
  /** First effects per second from the first delivery to the last effect. */
  readonly consumeEventsPerSecond: number;
  /** From the due time to the first effect. */
  readonly endToEnd: LatencyDistribution;
  /** First effects of events whose due time was not known any more, or never: these are no part of `endToEnd`. */
  readonly effectsWithoutDueTime: number;
  readonly parallelism: Parallelism;
  /** Iterators that its readers let expire; absent: none. */
  readonly expiredIterators?: { readonly count: number; readonly firstAtMs: number };
  /**
   * Of all first deliveries, key by key: applications that read the same bytes in the same order from the same positions have equal
   * ones. Absent: it received nothing.
   */
  readonly digest?: string;
}

export class AppMeter {
  readonly app: string;
  readonly delivered = new Timeline();
  /** First effects. */
  readonly effected = new Timeline();
  readonly parallelism = new ParallelismMeter();
  readonly secondLatencies = new SecondLatencies();
  readonly #endToEnd = new Latencies(3);
  readonly #laneLists = new LaneLists();
  readonly #keys: KeyBook;
  #uniqueCount = 0;
  #effectsWithoutDueTime = 0;
  #expiredIterators: AppMetrics["expiredIterators"];
  #firstDeliveryMs: number | undefined;
  #lastEffectMs = 0;

  constructor(app: string, keys: KeyBook) {
    this.app = app;
    this.#keys = keys;
  }

  /** What it has seen of a key, if anything. */
  seenOf(key: KeyFacts): AppKey | undefined {
    return seenBy(this.app, key);
  }

  deliver({ key, seq, consumer, lane, position, checksum, atMs }: DeliveryRecord): void {
    const seen = seeing(this.app, this.#keys.get(key));
    this.#firstDeliveryMs ??= atMs;
    this.delivered.add(atMs);
    this.parallelism.receive(consumer);
    seen.deliveredCount += 1;
    seen.lanes = this.#laneLists.with(seen.lanes, lane);
    // A negative seq says that nobody could read which event it was.
    if (seq >= 0) {
      const received = withNew(seen.received, seq);
      if (received === undefined) return;
      seen.received = received;
      this.#uniqueCount += 1;
    }
    seen.addNumber(seq);
    seen.addNumber(checksum ?? 0);
    seen.addText(position);
  }

  lease({ action, atMs }: LeaseRecord): void {
    if (action !== "expired") return;
    const { count, firstAtMs } = this.#expiredIterators ?? { count: 0, firstAtMs: atMs };
    this.#expiredIterators = { count: count + 1, firstAtMs };
  }

  start({ consumer, key, atMs }: StartRecord): void {
    this.parallelism.start(consumer, key, atMs);
  }

  abandon({ consumer, key, atMs }: AbandonRecord): void {
    this.parallelism.finish(consumer, key, atMs, "abandon");
  }

  crash({ consumer, atMs }: CrashRecord): void {
    this.parallelism.crash(consumer, atMs);
  }

  /** False if the event was done before. */
  effect({ consumer, key, seq, atMs }: EffectRecord, dueMs: number | undefined): boolean {
    const seen = seeing(this.app, this.#keys.get(key));
    this.parallelism.finish(consumer, key, atMs, "effect");
    this.#lastEffectMs = atMs;
    const done = withNew(seen.done, seq);
    if (done === undefined) return false;
    seen.done = done;
    this.effected.add(atMs);
    if (dueMs === undefined) {
      this.#effectsWithoutDueTime += 1;
      return true;
    }
    this.#endToEnd.add(atMs - dueMs);
    seen.endToEnd = withLatency(seen.endToEnd, atMs - dueMs);
    this.secondLatencies.add(atMs, atMs - dueMs);
    return true;
  }

  close(endMs: number): AppMetrics {
    const consumingS = (this.#lastEffectMs - (this.#firstDeliveryMs ?? 0)) / 1000;
    return {
      app: this.app,
      deliveredCount: this.delivered.total,
      uniqueCount: this.#uniqueCount,
      effectedCount: this.effected.total,
      consumeEventsPerSecond: consumingS > 0 ? this.effected.total / consumingS : 0,
      endToEnd: this.#endToEnd.distribution(),
      effectsWithoutDueTime: this.#effectsWithoutDueTime,
      parallelism: this.parallelism.close(endMs),
      ...(this.#expiredIterators && { expiredIterators: this.#expiredIterators }),
      ...(this.delivered.total > 0 && { digest: this.#digest() }),
    };
  }

  #digest(): string {
    const combined = new Digest();
    for (const facts of [...this.#keys.values()].sort((a, b) => (a.key < b.key ? -1 : 1))) {
      const seen = this.seenOf(facts);
      if (seen === undefined) continue;
      combined.addText(facts.key);
      combined.addDigest(seen);
    }
    return combined.hex;
  }
}
