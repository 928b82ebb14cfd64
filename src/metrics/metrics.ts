/**
 * The figures of a run, folded out of its history record by record.
 *
 * Latency counts from the due time, so a producer that falls behind cannot hide it (no coordinated omission). Where several
 * applications read, figures of consuming are those of the first that received anything; the others appear in `digests` only.
 */
import type { HistoryRecord, HistorySink } from "../history/record.ts";
import { OpenEvents } from "./open-events.ts";
import { type Parallelism, ParallelismMeter } from "./parallelism.ts";
import { DurationHistogram, type Quantiles } from "./quantiles.ts";
import { type Rates, ratesOf } from "./rates.ts";
import { ReadingDigests } from "./reading-digest.ts";
import { isSaturated } from "./saturation.ts";
import { type SecondRow, Timeseries } from "./timeseries.ts";
import { TruckMeter, type TruckMetrics } from "./truck-metrics.ts";

export interface MetricsOptions {
  readonly trucks: readonly string[];
  readonly arrival: "open" | "closed";
}

export interface Metrics {
  readonly arrival: "open" | "closed";
  readonly counts: Counts;
  readonly rates: Rates;
  readonly parallelism: Parallelism;
  readonly latency: {
    /** Last send → acknowledgement: the service time of a send. */
    readonly put: Quantiles;
    /** Due → first send: what the producer made the event wait. */
    readonly sendDelay: Quantiles;
    /** Due → first effect. */
    readonly endToEnd: Quantiles;
  };
  /** The backlog grew to the end; always so in a closed loop, which sends as fast as it may. */
  readonly saturated: boolean;
  /** Trucks per lane, from acknowledgements. */
  readonly keysPerLane: ReadonlyMap<string, number>;
  /** When the first throttle came, and how many events fell due in that second. */
  readonly firstThrottle: { readonly atMs: number; readonly offeredPerSecond: number } | undefined;
  /** One number per application: equal for applications that read the same. */
  readonly digests: ReadonlyMap<string, number>;
  readonly seconds: readonly SecondRow[];
  readonly trucks: ReadonlyMap<string, TruckMetrics>;
}

export interface Counts {
  offered: number;
  /** Distinct events. */
  sent: number;
  acked: number;
  /** With redeliveries. */
  delivered: number;
  /** Distinct events delivered. */
  unique: number;
  throttledRequests: number;
  throttledEntries: number;
  retries: number;
  uncertain: number;
  refused: number;
}

export interface MetricsMeter extends HistorySink {
  readonly close: () => Metrics;
}

export function createMetrics(options: MetricsOptions): MetricsMeter {
  const meter = new RunMeter(options);
  return { add: (record) => meter.add(record), close: () => meter.close() };
}

class RunMeter {
  readonly #options: MetricsOptions;
  readonly #counts: Counts = {
    offered: 0,
    sent: 0,
    acked: 0,
    delivered: 0,
    unique: 0,
    throttledRequests: 0,
    throttledEntries: 0,
    retries: 0,
    uncertain: 0,
    refused: 0,
  };
  readonly #open = new OpenEvents();
  readonly #series = new Timeseries();
  readonly #parallelism = new ParallelismMeter((fromMs, toMs, active) =>
    this.#series.active(fromMs, toMs, active),
  );
  readonly #digests = new ReadingDigests();
  readonly #put = new DurationHistogram();
  readonly #sendDelay = new DurationHistogram();
  readonly #endToEnd = new DurationHistogram();
  readonly #trucks: Map<string, TruckMeter>;
  readonly #lanes = new Map<string, Set<string>>();
  #firstThrottleAtMs: number | undefined;
  #app: string | undefined;
  #firstDeliveryMs: number | undefined;
  #lastEffectMs = 0;
  #sendingMs = 0;

  constructor(options: MetricsOptions) {
    this.#options = options;
    this.#trucks = new Map(options.trucks.map((truckId) => [truckId, new TruckMeter()]));
  }

  add(record: HistoryRecord): void {
    switch (record.type) {
      case "send":
        return this.#send(record);
      case "ack":
        return this.#ack(record);
      case "delivery":
        return this.#delivery(record);
      case "start":
        if (record.app === this.#app) this.#parallelism.start(record);
        return;
      case "effect":
        return this.#effect(record);
      case "abandon":
        if (record.app === this.#app) this.#parallelism.stop(record);
        return;
      case "throttle":
        this.#firstThrottleAtMs ??= record.atMs;
        this.#counts.throttledRequests += 1;
        this.#counts.throttledEntries += record.entries;
        this.#series.at(record.atMs).throttled += 1;
        return;
      case "retry":
        this.#counts.retries += 1;
        return;
      case "uncertain":
        this.#counts.uncertain += 1;
        return;
      case "refused":
        this.#counts.refused += 1;
        return;
      case "end":
        this.#counts.offered = record.offered;
        this.#sendingMs = record.sendingMs;
        return;
      case "reshard":
        return;
    }
  }

  close(): Metrics {
    const seconds = this.#series.rows();
    const closed = this.#options.arrival === "closed";
    const consumed = this.#firstDeliveryMs !== undefined;
    return {
      arrival: this.#options.arrival,
      counts: this.#counts,
      rates: ratesOf(seconds, this.#sendingMs, this.#lastEffectMs - (this.#firstDeliveryMs ?? 0)),
      parallelism: this.#parallelism.close(),
      latency: {
        put: this.#put.quantiles(),
        sendDelay: this.#sendDelay.quantiles(),
        endToEnd: this.#endToEnd.quantiles(),
      },
      saturated: closed || isSaturated(seconds, this.#sendingMs, consumed),
      keysPerLane: new Map([...this.#lanes].map(([lane, keys]) => [lane, keys.size])),
      firstThrottle: this.#firstThrottle(seconds),
      digests: this.#digests.close(),
      seconds,
      trucks: new Map([...this.#trucks].map(([key, truck]) => [key, truck.close()])),
    };
  }

  #send(record: Extract<HistoryRecord, { type: "send" }>): void {
    const event = this.#open.send(record);
    if (event === undefined) return;
    this.#counts.sent += 1;
    this.#series.at(record.dueMs).due += 1;
    this.#series.at(record.atMs).sent += 1;
    const delayMs = record.atMs - record.dueMs;
    this.#sendDelay.record(delayMs);
    const truck = this.#truck(record.key);
    truck.sent += 1;
    truck.maxSendDelayMs = Math.max(truck.maxSendDelayMs, delayMs);
  }

  #ack(record: Extract<HistoryRecord, { type: "ack" }>): void {
    const event = this.#open.ack(record);
    if (event === undefined) return;
    this.#counts.acked += 1;
    this.#put.record(record.atMs - event.lastSentAtMs);
    const second = this.#series.at(record.atMs);
    second.acked += 1;
    second.ackedBytes += event.bytes;
    const truck = this.#truck(record.key);
    truck.acked += 1;
    truck.lanes.add(record.lane);
    const keys = this.#lanes.get(record.lane) ?? new Set();
    this.#lanes.set(record.lane, keys.add(record.key));
  }

  #delivery(record: Extract<HistoryRecord, { type: "delivery" }>): void {
    this.#digests.add(record);
    this.#app ??= record.app;
    if (record.app !== this.#app) return;
    this.#firstDeliveryMs ??= record.atMs;
    this.#parallelism.received(record.consumer);
    this.#counts.delivered += 1;
    this.#series.at(record.atMs).delivered += 1;
    this.#truck(record.key).delivered += 1;
    if (this.#open.deliver(record) === undefined) return;
    this.#counts.unique += 1;
    this.#parallelism.flight(record.key, 1);
  }

  #effect(record: Extract<HistoryRecord, { type: "effect" }>): void {
    if (record.app !== this.#app) return;
    this.#parallelism.stop(record);
    const event = this.#open.effect(record);
    if (event === undefined) return;
    this.#parallelism.flight(record.key, -1);
    this.#lastEffectMs = record.atMs;
    const latencyMs = record.atMs - event.dueMs;
    this.#endToEnd.record(latencyMs);
    const second = this.#series.at(record.atMs);
    second.effected += 1;
    second.maxEndToEndMs = Math.max(second.maxEndToEndMs, latencyMs);
    const truck = this.#truck(record.key);
    truck.effected += 1;
    truck.endToEnd.record(latencyMs);
  }

  #firstThrottle(seconds: readonly SecondRow[]): Metrics["firstThrottle"] {
    const atMs = this.#firstThrottleAtMs;
    if (atMs === undefined) return undefined;
    return { atMs, offeredPerSecond: seconds[Math.floor(atMs / 1000)]?.due ?? 0 };
  }

  #truck(key: string): TruckMeter {
    let truck = this.#trucks.get(key);
    if (truck === undefined) {
      truck = new TruckMeter();
      this.#trucks.set(key, truck);
    }
    return truck;
  }
}
