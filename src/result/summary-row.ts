/**
 * The columns of summary.csv: one table, read by the CSV, the terminal, comparisons, the scenario schema (what a bound may name), and
 * docs/COLUMNS.md.
 *
 * A new column is one line at the end of the table: its name with the unit in it, what it is about, what it says, and how it is computed
 * from a result. Names and order stay, since others read the file by them.
 */
import type { FigureColumn } from "../scenario/figures.ts";
import type { AnomalyKind } from "../verify/anomaly.ts";
import { type Cell, type Column, flag, number, only, text } from "./column.ts";
import { designText } from "./design-text.ts";
import {
  consumersStarted,
  costPerMillion,
  endToEnd,
  expectedText,
  groupCount,
  replayText,
} from "./run-figures.ts";
import { hasPassed, type RunResult } from "./run-result.ts";

const columns = {
  scenario: text("identity", "the scenario, or the file of a history", ({ name }) => name),
  service: text(
    "identity",
    "kinesis, sqs-fifo or sqs-standard",
    ({ setup }) => setup?.scenario.design.service,
  ),
  design: text(
    "identity",
    "how the service is used, in words",
    ({ setup }) => setup && designText(setup.scenario.design),
  ),
  target: text("identity", "where the service ran", ({ setup }) => setup?.target.kind),
  clock: text("identity", "virtual (simulated) or real time", ({ setup }) => setup?.clock),
  evidence: text(
    "identity",
    "modelled: the figures come from a model of AWS; measured: from a service that was really asked",
    ({ evidence }) => evidence,
  ),
  seed: number("identity", "of everything random", ({ setup }) => setup?.seed),
  trucks: number(
    "asked",
    "keys of the workload",
    ({ setup, metrics }) => setup?.load.keyCount ?? metrics.keys.length,
  ),
  shards: only(
    ["kinesis"],
    number("asked", "provisioned shards at the start", ({ setup }) =>
      setup?.scenario.design.service === "kinesis" ? setup.scenario.design.shards : undefined,
    ),
  ),
  groups: only(["sqs-fifo"], number("asked", "message groups", groupCount)),
  consumers: number("asked", "consumers started, of all applications", consumersStarted),
  duration_s: number(
    "traffic",
    "service time of the run, from the first due time to the end of draining",
    ({ durationMs }) => durationMs / 1000,
  ),
  events_offered: number(
    "traffic",
    "events that fell due",
    ({ metrics }) => metrics.counts.offered,
  ),
  events_sent: number("traffic", "different events sent", ({ metrics }) => metrics.counts.sent),
  events_delivered: number(
    "order",
    "deliveries to the first application, repeated ones too",
    ({ metrics }) => metrics.counts.delivered,
  ),
  events_unique: number(
    "order",
    "different events delivered to the first application",
    ({ metrics }) => metrics.counts.unique,
  ),
  produce_events_per_s: number(
    "traffic",
    "events acknowledged in the sending phase, per second of it",
    ({ metrics }) => metrics.rates.produceEventsPerSecond,
  ),
  produce_mb_per_s: number(
    "traffic",
    "the same in MB (2^20 bytes) of payload",
    ({ metrics }) => metrics.rates.produceMbPerSecond,
  ),
  consume_events_per_s: number(
    "traffic",
    "events done by the first application, per second from its first delivery to its last effect",
    ({ metrics }) => metrics.rates.consumeEventsPerSecond,
  ),
  consumers_active_max: number(
    "traffic",
    "most consumers inside a handler at one time; one with several threads, or several keys at once, is as many",
    ({ metrics }) => metrics.parallelism.consumersActiveMax,
  ),
  consumers_active_mean: number(
    "traffic",
    "the same, weighted by time from the first start of a handler to the last effect",
    ({ metrics }) => metrics.parallelism.consumersActiveMean,
  ),
  keys_in_flight_max: number(
    "traffic",
    "most trucks with a handler inside at one time",
    ({ metrics }) => metrics.parallelism.keysInFlightMax,
  ),
  put_p50_ms: number(
    "latency",
    "service time of a send, retries of the SDK included: median",
    ({ metrics }) => metrics.latency.put.p50Ms,
  ),
  put_p99_ms: number(
    "latency",
    "the same: 99th percentile",
    ({ metrics }) => metrics.latency.put.p99Ms,
  ),
  e2e_p50_ms: number(
    "latency",
    "from the due time to the first effect: median; empty when saturated, since it would only tell how long the run was",
    (run) => endToEnd(run)?.p50Ms,
  ),
  e2e_p99_ms: number("latency", "the same: 99th percentile", (run) => endToEnd(run)?.p99Ms),
  e2e_max_ms: number("latency", "the same: maximum", (run) => endToEnd(run)?.maxMs),
  throttled_requests: number(
    "traffic",
    "requests (attempts) throttled in whole or in part",
    ({ metrics }) => metrics.counts.throttledRequests,
  ),
  retries: number(
    "traffic",
    "requests sent again, in whole or in part, by the SDK or the producer",
    ({ metrics }) => metrics.counts.retries,
  ),
  lost: anomaly("lost", "acknowledged, and never delivered although it should have been"),
  duplicate_log: anomaly("duplicate-log", "one event at two positions of the log"),
  duplicate_effect: anomaly("duplicate-effect", "processed twice"),
  nonmonotonic_send: anomaly("nonmonotonic-send", "the log has another order than was meant"),
  nonmonotonic_effect: anomaly("nonmonotonic-effect", "completed in another order than the log's"),
  overtake: anomaly("overtake", "a later event begun while an earlier one was in flight"),
  key_overlap: anomaly("key-overlap", "two consumers inside one truck at once"),
  saturated: flag(
    "traffic",
    "whether the backlog grew to the end of the sending phase; a closed loop always saturates",
    ({ metrics }) => metrics.saturated,
  ),
  cost_usd_per_million_events: number(
    "cost",
    "list price per million acknowledged events, at the rate of this run",
    costPerMillion,
    4,
  ),
  verdict: text(
    "order",
    "valid, invalid, or unknown: nothing, or not enough, was checked",
    ({ verdict }) => verdict.verdict,
  ),
  expected: text("identity", "the verdict and anomalies that the scenario expects", expectedText),
  passed: flag("order", "whether every expectation held", hasPassed),
  state: text("state", "complete, interrupted, failed or unknown", ({ state }) => state),
  unseen: anomaly("unseen", "acknowledged, and not delivered when the run ended undrained"),
  misrouted: anomaly("misrouted", "one truck in two shards with no reshard between"),
  phantom: anomaly("phantom", "never sent, or its send failed for certain, and yet delivered"),
  corrupt: anomaly("corrupt", "another payload than was sent"),
  consumers_receiving: number(
    "traffic",
    "consumers that ever received anything",
    ({ metrics }) => metrics.parallelism.consumersReceiving,
  ),
  send_delay_p50_ms: number(
    "latency",
    "from the due time to the first send: median",
    ({ metrics }) => metrics.latency.sendDelay.p50Ms,
  ),
  send_delay_p99_ms: number(
    "latency",
    "the same: 99th percentile",
    ({ metrics }) => metrics.latency.sendDelay.p99Ms,
  ),
  send_delay_max_ms: number(
    "latency",
    "the same: maximum",
    ({ metrics }) => metrics.latency.sendDelay.maxMs,
  ),
  produce_steady_events_per_s: number(
    "traffic",
    "produce_events_per_s without the first and the last tenth of the sending phase",
    ({ metrics }) => metrics.rates.steadyEventsPerSecond,
  ),
  produce_steady_mb_per_s: number(
    "traffic",
    "the same in MB",
    ({ metrics }) => metrics.rates.steadyMbPerSecond,
  ),
  throttled_entries: number(
    "traffic",
    "entries of throttled requests",
    ({ metrics }) => metrics.counts.throttledEntries,
  ),
  uncertain_sends: number(
    "traffic",
    "sends that failed and may have been accepted",
    ({ metrics }) => metrics.counts.uncertain,
  ),
  // Blanks between the numbers: slashes or dashes would make a spreadsheet read a date.
  keys_per_lane: text("traffic", "trucks of each shard (or queue), by its name", ({ metrics }) =>
    metrics.keysPerLane.map(({ keyCount }) => keyCount).join(" "),
  ),
  keys_per_lane_max: number("traffic", "trucks of the fullest shard", ({ metrics }) =>
    metrics.keysPerLane.length === 0
      ? undefined
      : Math.max(...metrics.keysPerLane.map(({ keyCount }) => keyCount)),
  ),
  first_throttle_events_per_s: number(
    "traffic",
    "load offered in the second around the first throttled send",
    ({ metrics }) => metrics.firstThrottle?.offeredPerSecond,
  ),
  shards_needed: only(
    ["kinesis"],
    number(
      "asked",
      "shards that the load takes with the spread that MD5 gives these keys",
      ({ setup }) => setup?.load.shardsNeeded?.forTheseKeys,
    ),
  ),
  shards_needed_even_spread: only(
    ["kinesis"],
    number(
      "asked",
      "shards that it would take with an even spread",
      ({ setup }) => setup?.load.shardsNeeded?.forAnEvenSpread,
    ),
  ),
  replay: text(
    "order",
    "identical: all applications read the same events in the same order, byte for byte; else different",
    replayText,
  ),
  retried_requests: number(
    "traffic",
    "requests that took the SDK more than one attempt",
    ({ metrics }) => metrics.counts.retriedRequests,
  ),
  retry_delay_ms: number(
    "traffic",
    "time that the SDK waited between attempts, in all",
    ({ metrics }) => metrics.counts.retryDelayMs,
  ),
  caveats: text(
    "identity",
    "rules of AWS that the target breaks and these figures depend on",
    ({ caveats }) => caveats.map(({ rule }) => rule).join(" "),
  ),
  event_loop_delay_p99_ms: number(
    "client",
    "how late timers of the client were, in real time: 99th percentile",
    ({ clientLoad }) => clientLoad?.delayP99Ms,
  ),
  event_loop_delay_max_ms: number(
    "client",
    "the same: maximum",
    ({ clientLoad }) => clientLoad?.delayMaxMs,
  ),
  client_busy: number(
    "client",
    "share of the run's time in which the client worked, 0 to 1",
    ({ clientLoad }) => clientLoad?.busy,
  ),
  client_bound: flag(
    "client",
    "whether the figures say more about the client than about the service",
    ({ clientLoad }) => clientLoad?.isBound,
  ),
  unprocessed: anomaly("unprocessed", "delivered, passed by, and never processed"),
  stale_effect: anomaly(
    "stale-effect",
    "an earlier event done again after a later one, and nothing on top of it",
  ),
  phase: text(
    "identity",
    "of a run of a comparison: which of its phases",
    ({ setup }) => setup?.scenario.compared?.phase,
  ),
  sending_s: number(
    "asked",
    "length of the sending phase, as planned",
    ({ setup }) => setup && setup.load.sendingMs / 1000,
  ),
  service_ms: number(
    "asked",
    "time that the handler of the first application takes per event",
    ({ setup }) => setup?.scenario.design.consumers[0]?.serviceMs,
  ),
  limit_hz_per_truck: number(
    "traffic",
    "of a rate that rises until something gives: the highest that was kept up",
    ({ metrics }) => metrics.limit?.perKeyHz,
  ),
  limited_by: text(
    "traffic",
    "what gave: write-quota, producer, read-quota or consumers",
    ({ metrics }) => metrics.limit?.by,
  ),
} as const satisfies Readonly<Record<string, Column>>;

export type SummaryColumn = keyof typeof columns;

/** In order. */
export const summaryColumns = Object.keys(columns) as readonly SummaryColumn[];

type ValueOf<Name extends SummaryColumn> = ReturnType<(typeof columns)[Name]["of"]>;

/** What one run says in each column. */
export type SummaryRow = { readonly [Name in SummaryColumn]: ValueOf<Name> };

export function summaryRow(run: RunResult): SummaryRow {
  return Object.fromEntries(
    summaryColumns.map((name) => [name, cellOf(name, run)]),
  ) as unknown as SummaryRow;
}

export function cellOf(name: SummaryColumn, run: RunResult): Cell {
  return columns[name].of(run);
}

export function columnOf(name: SummaryColumn): Column {
  return columns[name];
}

/** What a scenario may put a bound on: all but what would judge itself. */
export const figureColumns: readonly FigureColumn[] = summaryColumns
  .filter((name) => name !== "passed" && name !== "expected")
  .map((name) => {
    const { holds, services }: Column = columns[name];
    return { name, holds, ...(services && { services }) };
  });

/** How often an anomaly was found. */
function anomaly(kind: AnomalyKind, says: string): Column<number> {
  return number("order", says, ({ verdict }) => verdict.counts[kind]);
}
