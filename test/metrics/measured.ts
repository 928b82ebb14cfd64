import type { HistoryRecord } from "../../src/history/record.ts";
import { createMetrics, type Metrics, type MetricsOptions } from "../../src/metrics/metrics.ts";

/** The metrics of a history. */
export function measured(
  records: Iterable<HistoryRecord>,
  options: Partial<MetricsOptions> = {},
): Metrics {
  const metrics = createMetrics({ keys: ["t1", "t2"], arrival: "open", ...options });
  for (const record of records) metrics.add(record);
  return metrics.close();
}

/** One record each; what is not said is unimportant. */
export const send = (
  key: string,
  seq: number,
  dueMs: number,
  atMs = dueMs,
  bytes = 100,
): HistoryRecord => ({
  type: "send",
  key,
  seq,
  index: 0,
  dueMs,
  atMs,
  bytes,
  checksum: seq,
});

export const ack = (key: string, seq: number, atMs: number, lane = "lane-1"): HistoryRecord => ({
  type: "ack",
  key,
  seq,
  atMs,
  lane,
  position: `${seq}`,
});

interface Where {
  readonly app?: string;
  readonly consumer?: string;
  readonly lane?: string;
  readonly position?: string;
}

function consumerRecord(key: string, seq: number, atMs: number, where: Where) {
  const place = { app: "map", consumer: "c1", lane: "lane-1", position: `${seq}`, ...where };
  return { ...place, key, seq, index: 0, atMs };
}

export const delivery = (
  key: string,
  seq: number,
  atMs: number,
  where: Where & { readonly checksum?: number } = {},
): HistoryRecord => ({
  bytes: 100,
  checksum: seq,
  intact: true,
  ...consumerRecord(key, seq, atMs, where),
  ...where,
  type: "delivery",
});

export const start = (
  key: string,
  seq: number,
  atMs: number,
  where: Where = {},
): HistoryRecord => ({
  type: "start",
  ...consumerRecord(key, seq, atMs, where),
});

export const effect = (
  key: string,
  seq: number,
  atMs: number,
  where: Where = {},
): HistoryRecord => ({
  type: "effect",
  ...consumerRecord(key, seq, atMs, where),
});

export const abandon = (
  key: string,
  seq: number,
  atMs: number,
  where: Where = {},
): HistoryRecord => ({
  type: "abandon",
  ...consumerRecord(key, seq, atMs, where),
  reason: "crashed",
});

export const throttle = (atMs: number, entries = 1, action = "Put"): HistoryRecord => ({
  type: "throttle",
  atMs,
  action,
  entries,
});

export const end = (
  atMs: number,
  sendingMs: number,
  offered: number,
  drained = true,
): HistoryRecord => ({ type: "end", atMs, sendingMs, offered, drained, interrupted: false });

/** One event's whole way, 10 ms from stage to stage. */
export function whole(key: string, seq: number, dueMs: number): readonly HistoryRecord[] {
  return [
    send(key, seq, dueMs),
    ack(key, seq, dueMs + 10),
    delivery(key, seq, dueMs + 20),
    start(key, seq, dueMs + 30),
    effect(key, seq, dueMs + 40),
  ];
}

/** Events through a pipeline that does them one by one, in due order. */
export interface PipelineOptions {
  readonly durationS: number;
  /** Events per second at a time. */
  readonly rate: (atS: number) => number;
  /** Most events done per second at a time. Default: no limit. */
  readonly capacity?: (atS: number) => number;
  /** Least time from due to done. Default 100 ms. */
  readonly latencyMs?: (atS: number) => number;
  /** How long it is worked on after the end of the sending phase. Default: until all is done. */
  readonly drainS?: number;
  /** Where the pipeline is narrow: before the broker has the event, or after. Default `consume`. */
  readonly step?: "send" | "consume";
  /** Every n-th event is never done. */
  readonly loseEvery?: number;
}

/** A history of such a pipeline, in order of time, twenty trucks taking turns. */
export function pipeline(options: PipelineOptions): readonly HistoryRecord[] {
  const { durationS, rate, capacity, latencyMs = () => 100, step = "consume" } = options;
  const endMs = (durationS + (options.drainS ?? 1e6)) * 1000;
  const records: HistoryRecord[] = [];
  let doneMs = 0;
  let offered = 0;
  for (let dueMs = 0; dueMs < durationS * 1000; dueMs += 1000 / rate(dueMs / 1000)) {
    const [key, seq] = [`truck_${offered % 20}`, Math.floor(offered / 20)];
    offered += 1;
    if (options.loseEvery !== undefined && offered % options.loseEvery === 0) {
      records.push(send(key, seq, dueMs), ack(key, seq, dueMs + 5));
      continue;
    }
    const readyMs = dueMs + latencyMs(dueMs / 1000);
    const busyMs = capacity === undefined ? 0 : 1000 / capacity(Math.max(doneMs, dueMs) / 1000);
    doneMs = Math.max(readyMs, doneMs + busyMs);
    if (step === "send") {
      records.push(send(key, seq, dueMs, Math.max(dueMs, doneMs - 5)), ack(key, seq, doneMs));
      continue;
    }
    records.push(send(key, seq, dueMs), ack(key, seq, Math.min(dueMs + 5, doneMs)));
    records.push(delivery(key, seq, doneMs), start(key, seq, doneMs), effect(key, seq, doneMs));
  }
  const inTime = records.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
  const lastMs = Math.max(inTime.at(-1)?.atMs ?? 0, durationS * 1000);
  return [...inTime, end(lastMs, durationS * 1000, offered, inTime.length === records.length)];
}
