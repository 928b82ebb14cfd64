import type { Metrics } from "../metrics/metrics.ts";
import { anomalyKinds, type Verdict } from "../verify/anomaly.ts";
import { anomalyColumn } from "./anomaly-column.ts";
import { type Row, rounded, roundedOrEmpty } from "./csv.ts";

/** The run a row belongs to. */
interface Identity {
  readonly scenario: string;
  readonly seed: number;
}

export const timeseriesColumns = [
  "scenario",
  "seed",
  "second",
  "due_events_per_s",
  "sent_events_per_s",
  "acked_events_per_s",
  "acked_mb_per_s",
  "delivered_events_per_s",
  "effected_events_per_s",
  "consumers_active_mean",
  "send_backlog_events",
  "backlog_events",
  "throttled_requests",
  "e2e_max_ms",
];

export function timeseriesRows(identity: Identity, { seconds }: Metrics): readonly Row[] {
  return seconds.map((second) => ({
    ...identity,
    second: second.second,
    due_events_per_s: second.due,
    sent_events_per_s: second.sent,
    acked_events_per_s: second.acked,
    acked_mb_per_s: rounded(second.ackedBytes / 2 ** 20),
    delivered_events_per_s: second.delivered,
    effected_events_per_s: second.effected,
    consumers_active_mean: rounded(second.activeMs / 1000),
    send_backlog_events: second.sendBacklog,
    backlog_events: second.backlog,
    throttled_requests: second.throttled,
    e2e_max_ms: rounded(second.maxEndToEndMs),
  }));
}

const anomalyCountColumns = anomalyKinds.map(anomalyColumn);

export const keyColumns = [
  "scenario",
  "seed",
  "truck",
  "events_sent",
  "events_acked",
  "events_delivered",
  "events_effected",
  "lanes",
  "lane_names",
  "send_delay_max_ms",
  "e2e_p50_ms",
  "e2e_p99_ms",
  "e2e_max_ms",
  ...anomalyCountColumns,
];

export function keyRows(identity: Identity, metrics: Metrics, verdict: Verdict): readonly Row[] {
  return metrics.keys.map(({ key: truck, ...figures }) => {
    const counts = verdict.countsByKey.get(truck);
    return {
      ...identity,
      truck,
      events_sent: figures.sent,
      events_acked: figures.acked,
      events_delivered: figures.delivered,
      events_effected: figures.effected,
      lanes: figures.lanes.length,
      lane_names: figures.lanes.join(" "),
      send_delay_max_ms: rounded(figures.maxSendDelayMs),
      e2e_p50_ms: roundedOrEmpty(figures.endToEndP50Ms),
      e2e_p99_ms: roundedOrEmpty(figures.endToEndP99Ms),
      e2e_max_ms: roundedOrEmpty(figures.endToEndMaxMs),
      ...Object.fromEntries(anomalyKinds.map((kind) => [anomalyColumn(kind), counts?.[kind] ?? 0])),
    };
  });
}

export const anomalyColumns = [
  "scenario",
  "seed",
  "kind",
  "truck",
  "seq",
  "other_truck",
  "other_seq",
  "app",
  "consumer",
  "lane",
  "position",
  "at_ms",
  "detail",
];

export function anomalyRows(identity: Identity, { evidence }: Verdict): readonly Row[] {
  return evidence.map((anomaly) => ({
    ...identity,
    kind: anomaly.kind,
    truck: anomaly.key,
    seq: anomaly.seq,
    other_truck: anomaly.otherKey ?? "",
    other_seq: anomaly.otherSeq ?? "",
    app: anomaly.app ?? "",
    consumer: anomaly.consumer ?? "",
    lane: anomaly.lane ?? "",
    position: anomaly.position ?? "",
    at_ms: rounded(anomaly.atMs),
    detail: anomaly.detail,
  }));
}
