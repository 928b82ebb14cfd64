/**
 * A run in figures, from its history and nothing else.
 *
 * Every record is looked at once. Memory: per key a few numbers and a small histogram, per 100 ms a few numbers, and the
 * backlog (see send-meter.ts); never the history. Figures of the consuming side are those of the primary application: the first one
 * named in the options, else the one whose name sorts first. The others are in `apps`.
 */
import type { EffectRecord, EndRecord, HistoryRecord, HistorySink } from "../history/record.ts";
import { AppMeter, type AppMetrics } from "./app-meter.ts";
import { backlogCurve } from "./backlog-curve.ts";
import { KeyBook } from "./key-book.ts";
import { type KeyMetrics, keyMetrics } from "./key-metrics.ts";
import type { LatencyDistribution } from "./latency.ts";
import { type Limit, LimitMeter } from "./limit-meter.ts";
import type { Parallelism } from "./parallelism.ts";
import { assessSaturation, type Saturation } from "./saturation.ts";
import { type LaneKeys, SendMeter } from "./send-meter.ts";
import { type ActionThrottles, ThrottleMeter } from "./throttle-meter.ts";
import { timeSeries, type SecondMetrics } from "./time-series.ts";

export interface MetricsOptions {
  /** Keys of the workload: they are listed even if nothing was heard of them. */
  readonly keys: readonly string[];
  readonly arrival: "open" | "closed";
  /**
   * Applications that will consume, the primary first. With it, due times are kept until all of them have done an event. Without it,
   * an application that starts after the others are done finds no due times; `effectsWithoutDueTime` counts them.
   */
  readonly apps?: readonly string[];
  /** Whether to look for the rate at which something gives; needs `apps` and `sendActions`. */
  readonly findsLimit?: boolean;
  /** Actions by which events are sent; `firstThrottle` looks at these only. Without it, at all. */
  readonly sendActions?: readonly string[];
}

/** Plain data, as JSON takes it: lists whose rows name what they are about, no maps; a figure that there is not is absent. */
export interface Metrics {
  readonly arrival: "open" | "closed";
  /** The application that the figures of the consuming side are about; absent: nothing consumed. */
  readonly primaryApp?: string;
  readonly counts: Counts;
  readonly rates: Rates;
  readonly latency: {
    /** Service time: from the last send of an event to its acknowledgement. */
    readonly put: LatencyDistribution;
    /** From the due time to the first send. */
    readonly sendDelay: LatencyDistribution;
    /** From the due time to the first effect. */
    readonly endToEnd: LatencyDistribution;
  };
  readonly parallelism: Parallelism;
  /** Whether the backlog grows to the end of the sending phase; a closed loop saturates by construction. */
  readonly saturated: boolean;
  /** What that was judged by. */
  readonly saturation: Saturation;
  readonly firstThrottle?: FirstThrottle;
  /** What gave first as the rate rose, and at which rate; absent: nothing did, or it was not looked for. */
  readonly limit?: Limit;
  readonly throttles: readonly ActionThrottles[];
  /** Keys whose events each lane acknowledged, by name of the lane; a lane without keys is not known here. */
  readonly keysPerLane: readonly LaneKeys[];
  readonly seconds: readonly SecondMetrics[];
  /** Those of the workload in its order, then others. */
  readonly keys: readonly KeyMetrics[];
  /** By name. */
  readonly apps: readonly AppMetrics[];
}

export interface Counts {
  /** Events that fell due, sent or not. */
  readonly offered: number;
  /** Different events sent, acknowledged. */
  readonly sent: number;
  readonly acked: number;
  /** Deliveries, repeated ones too; different events delivered; different events done. */
  readonly delivered: number;
  readonly unique: number;
  readonly effected: number;
  readonly throttledRequests: number;
  readonly throttledEntries: number;
  readonly retries: number;
  /** Requests that took the SDK more than one attempt, and the time it waited between attempts, in milliseconds. */
  readonly retriedRequests: number;
  readonly retryDelayMs: number;
  /** Sends that failed: perhaps, and for certain. */
  readonly uncertain: number;
  readonly refused: number;
}

export interface Rates {
  /** Acknowledged within the sending phase, per second of it. MB: 2^20 bytes of payload. */
  readonly produceEventsPerSecond: number;
  readonly produceMbPerSecond: number;
  /** The same without the first and the last tenth of the sending phase. */
  readonly steadyEventsPerSecond: number;
  readonly steadyMbPerSecond: number;
  /** First effects, from the first delivery to the last effect. */
  readonly consumeEventsPerSecond: number;
}

export interface FirstThrottle {
  readonly atMs: number;
  readonly action: string;
  /** Events that fell due in the second around it. */
  readonly offeredPerSecond: number;
}

export interface MetricsSink extends HistorySink {
  /** So far. */
  readonly limit: Limit | undefined;
  readonly close: () => Metrics;
}

export function createMetrics(options: MetricsOptions): MetricsSink {
  return new MetricsMeter(options);
}

export const bytesPerMb = 2 ** 20;

/** Types of records that say nothing here. */
type Ignored = "reshard" | "commit" | "dead-letter" | "discard" | "pause" | "header";

/** What becomes of the records of each type. */
type Takes = {
  readonly [Type in Exclude<HistoryRecord["type"], Ignored>]: (
    record: Extract<HistoryRecord, { readonly type: Type }>,
  ) => void;
} & { readonly [Type in Ignored]?: undefined };

class MetricsMeter {
  readonly #options: MetricsOptions;
  readonly #keys = new KeyBook();
  readonly #sends: SendMeter;
  readonly #throttles = new ThrottleMeter();
  readonly #apps = new Map<string, AppMeter>();
  readonly #limit: LimitMeter | undefined;
  #uncertainCount = 0;
  #refusedCount = 0;
  #lastMs = 0;
  #end: EndRecord | undefined;
  readonly #takes: Takes = {
    send: (record) => this.#sends.send(record),
    ack: (record) => this.#sends.ack(record, this.#appCount),
    refused: () => (this.#refusedCount += 1),
    uncertain: () => (this.#uncertainCount += 1),
    delivery: (record) => this.#app(record.app).deliver(record),
    start: (record) => this.#app(record.app).start(record),
    effect: (record) => this.#effect(record),
    abandon: (record) => this.#app(record.app).abandon(record),
    crash: (record) => this.#apps.get(record.app)?.crash(record),
    lease: (record) => this.#apps.get(record.app)?.lease(record),
    throttle: (record) => this.#throttles.throttle(record),
    retry: (record) => this.#throttles.retry(record),
    retried: (record) => this.#throttles.retried(record),
    end: (record) => (this.#end = record),
  };

  constructor(options: MetricsOptions) {
    this.#options = options;
    this.#sends = new SendMeter(this.#keys, options.keys);
    for (const app of options.apps ?? []) this.#app(app);
    const { keys, apps: [app = ""] = [], sendActions = [] } = options;
    if (options.findsLimit === true) {
      this.#limit = new LimitMeter({
        keyCount: keys.length,
        app,
        isSend: (action) => sendActions.includes(action),
      });
    }
  }

  get limit(): Limit | undefined {
    return this.#limit?.found;
  }

  readonly add = (record: HistoryRecord): void => {
    if (record.atMs > this.#lastMs) this.#lastMs = record.atMs;
    this.#limit?.add(record);
    this.#takes[record.type]?.(record as never);
  };

  close(): Metrics {
    const { arrival } = this.#options;
    const [sends, throttles, primary] = [this.#sends, this.#throttles, this.#primary];
    const endMs = this.#lastMs;
    // A run that was cut short was sending until then.
    const sendingMs = Math.min(this.#end?.sendingMs ?? endMs, endMs);
    const offered = this.#end?.offered ?? sends.sent.total;
    const drained = this.#end?.drained ?? false;
    const apps = [...this.#apps.values()]
      .map((app) => app.close(endMs))
      .sort((a, b) => (a.app < b.app ? -1 : 1));
    const consumed =
      apps.find(({ app }) => app === primary?.app) ?? new AppMeter("", this.#keys).close(endMs);
    const saturation = assessSaturation(
      backlogCurve({ keys: this.#keys, sends, primary, sendingMs, offered, drained }),
    );
    const firstThrottle = this.#firstThrottle(sendingMs);
    // What comes late when nothing is sent any more has met no limit.
    const limit = this.limit !== undefined && this.limit.atMs <= sendingMs ? this.limit : undefined;
    const saturated = arrival === "closed" || saturation.saturated;
    return {
      arrival,
      ...(primary !== undefined && { primaryApp: primary.app }),
      counts: this.#counts(offered, consumed),
      rates: this.#rates(sendingMs, consumed),
      latency: {
        put: sends.put.distribution(),
        sendDelay: sends.sendDelay.distribution(),
        endToEnd: consumed.endToEnd,
      },
      parallelism: consumed.parallelism,
      saturated,
      saturation: { ...saturation, saturated },
      ...(firstThrottle !== undefined && { firstThrottle }),
      ...(limit !== undefined && { limit }),
      throttles: throttles.actions(),
      keysPerLane: sends.keysPerLane(),
      seconds: timeSeries({ sends, throttles, primary, endMs }),
      keys: keyMetrics(this.#keys, primary),
      apps,
    };
  }

  #effect(record: EffectRecord): void {
    const { key, seq } = record;
    const dueMs = this.#sends.openEvent(key, seq)?.dueMs;
    const isFirst = this.#app(record.app).effect(record, dueMs);
    if (isFirst) this.#sends.done(key, seq, this.#appCount);
  }

  /** Applications to wait for before an event is forgotten: until one shows up, one that may come. */
  get #appCount(): number {
    return this.#options.apps === undefined ? Math.max(1, this.#apps.size) : this.#apps.size;
  }

  get #primary(): AppMeter | undefined {
    const first = this.#options.apps?.[0] ?? [...this.#apps.keys()].sort()[0];
    return first === undefined ? undefined : this.#apps.get(first);
  }

  #app(name: string): AppMeter {
    let app = this.#apps.get(name);
    if (app === undefined) {
      app = new AppMeter(name, this.#keys);
      this.#apps.set(name, app);
    }
    return app;
  }

  #counts(offered: number, consumed: AppMetrics): Counts {
    return {
      offered,
      sent: this.#sends.sent.total,
      acked: this.#sends.acked.total,
      delivered: consumed.deliveredCount,
      unique: consumed.uniqueCount,
      effected: consumed.effectedCount,
      throttledRequests: this.#throttles.requests.total,
      throttledEntries: this.#throttles.entries.total,
      retries: this.#throttles.retries.total,
      retriedRequests: this.#throttles.retriedRequests,
      retryDelayMs: this.#throttles.retryDelayMs,
      uncertain: this.#uncertainCount,
      refused: this.#refusedCount,
    };
  }

  #rates(sendingMs: number, consumed: AppMetrics): Rates {
    const { acked, ackedBytes } = this.#sends;
    const perSecond = (timeline: typeof acked, fromMs: number, toMs: number): number =>
      toMs > fromMs ? (timeline.between(fromMs, toMs) / (toMs - fromMs)) * 1000 : 0;
    const [steadyFromMs, steadyToMs] = [0.1 * sendingMs, 0.9 * sendingMs];
    return {
      produceEventsPerSecond: perSecond(acked, 0, sendingMs),
      produceMbPerSecond: perSecond(ackedBytes, 0, sendingMs) / bytesPerMb,
      steadyEventsPerSecond: perSecond(acked, steadyFromMs, steadyToMs),
      steadyMbPerSecond: perSecond(ackedBytes, steadyFromMs, steadyToMs) / bytesPerMb,
      consumeEventsPerSecond: consumed.consumeEventsPerSecond,
    };
  }

  #firstThrottle(sendingMs: number): FirstThrottle | undefined {
    const { sendActions } = this.#options;
    const first = this.#throttles
      .actions()
      .find(({ action }) => sendActions === undefined || sendActions.includes(action));
    if (first === undefined) return undefined;
    // The second around it, moved to lie inside the sending phase.
    const fromMs = Math.max(0, Math.min(first.firstAtMs - 500, sendingMs - 1000));
    const offeredPerSecond = this.#sends.due.between(fromMs, fromMs + 1000);
    return { atMs: first.firstAtMs, action: first.action, offeredPerSecond };
  }
}
