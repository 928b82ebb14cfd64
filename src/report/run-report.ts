import type { ClientLoad } from "../client/client-load.ts";
import { shardsNeeded } from "../cost/shards-needed.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { routingOf } from "../producer/routing.ts";
import type { SummaryRow } from "../result/summary-row.ts";
import type { RunOutcome } from "../run/run-scenario.ts";
import { scenarioArgument } from "../scenario/load.ts";
import { overrideArguments } from "../scenario/overrides.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { KinesisDesign } from "../scenario/scenario.ts";
import type { Job } from "../suite/job.ts";
import type { Plan } from "../workload/event.ts";
import { type Cell, type Row, rounded, roundedOrEmpty } from "./csv.ts";
import { designText } from "./design-text.ts";
import { anomalyRows, keyRows, timeseriesRows } from "./detail-rows.ts";
import { expectedText, failedExpectations } from "./judge.ts";
import { caveatNotes, clientNotes, runNotes } from "./run-notes.ts";

/** One run, ready to be written: plain rows. */
export interface RunReport {
  readonly summary: SummaryRow;
  readonly timeseries: readonly Row[];
  readonly keys: readonly Row[];
  readonly anomalies: readonly Row[];
  /** Expectations that did not hold, in words. */
  readonly failures: readonly string[];
  /** Whether the target failed in mid-run, or kept what should have been deleted. */
  readonly hasFailed: boolean;
  /** What a table cannot say; runs with the same note share it. */
  readonly notes: readonly string[];
  /** Command that repeats this run. */
  readonly replay: string;
  /** Service time of the run in milliseconds. */
  readonly durationMs: number;
  /** What it took here. */
  readonly wallMs: number;
}

interface ReportOptions {
  readonly job: Job;
  /** With the overrides of the command line. */
  readonly scenario: ResolvedScenario;
  readonly plan: Plan;
  readonly outcome: RunOutcome;
  readonly wallMs: number;
  readonly judgeFigures: boolean;
}

export function reportRun(options: ReportOptions): RunReport {
  const { job, scenario, outcome, wallMs, judgeFigures } = options;
  const unjudged = summaryOf(options);
  const failures = [
    ...(outcome.failure === undefined ? [] : [`the target failed: ${outcome.failure}`]),
    ...failedExpectations(scenario, outcome.verdict, unjudged, judgeFigures),
  ];
  const identity = { scenario: scenario.name, seed: job.seed };
  return {
    summary: { ...unjudged, passed: failures.length === 0 },
    timeseries: timeseriesRows(identity, outcome.metrics),
    keys: keyRows(identity, outcome.metrics, outcome.verdict),
    anomalies: anomalyRows(identity, outcome.verdict),
    failures,
    notes: [
      ...runNotes(scenario, unjudged, judgeFigures),
      ...caveatNotes(scenario, job.caveats ?? []),
      ...clientNotes(scenario, outcome.client),
      ...outcome.leftOver,
    ],
    hasFailed: outcome.failure !== undefined || outcome.leftOver.length > 0,
    replay: replayCommand(job),
    durationMs: outcome.durationMs,
    wallMs,
  };
}

function summaryOf({ job, scenario, plan, outcome }: ReportOptions): SummaryRow {
  const { metrics, verdict } = outcome;
  const { design } = scenario;
  const { counts } = verdict;
  const kinesis = design.service === "kinesis";
  const needed = kinesis
    ? capacity(design, plan)
    : { shards_needed: "", shards_needed_even_spread: "" };
  const perMillion = (outcome.costUsd / metrics.counts.acked) * 1e6;
  return {
    scenario: scenario.name,
    service: design.service,
    design: designText(design),
    target: job.target.kind,
    clock: job.clock,
    evidence: outcome.evidence,
    seed: job.seed,
    trucks: plan.trucks.length,
    shards: kinesis ? design.shards : "",
    groups: kinesis || design.service === "sqs-standard" ? "" : groupCount(scenario, plan, metrics),
    consumers: design.consumers.reduce((sum, spec) => sum + spec.count, 0),
    duration_s: rounded(outcome.durationMs / 1000),
    ...trafficColumns(metrics),
    ...latencyColumns(metrics),
    throttled_requests: metrics.counts.throttledRequests,
    retries: metrics.counts.retries,
    lost: counts.lost,
    duplicate_log: counts["duplicate-log"],
    duplicate_effect: counts["duplicate-effect"],
    nonmonotonic_send: counts["nonmonotonic-send"],
    nonmonotonic_effect: counts["nonmonotonic-effect"],
    overtake: counts.overtake,
    key_overlap: counts["key-overlap"],
    saturated: metrics.saturated,
    cost_usd_per_million_events: roundedOrEmpty(perMillion, 4),
    verdict: verdict.verdict,
    expected: expectedText(scenario),
    passed: false,
    state: stateOf(outcome),
    unseen: counts.unseen,
    misrouted: counts.misrouted,
    phantom: counts.phantom,
    corrupt: counts.corrupt,
    throttled_entries: metrics.counts.throttledEntries,
    retried_requests: metrics.counts.retriedRequests,
    retry_delay_ms: rounded(metrics.counts.retryDelayMs),
    uncertain_sends: metrics.counts.uncertain,
    ...laneColumns(metrics),
    ...needed,
    replay: replayColumn(metrics),
    caveats: (job.caveats ?? []).map(({ rule }) => rule).join(" "),
    ...clientColumns(outcome.client),
  };
}

function stateOf({ failure, interrupted }: RunOutcome): string {
  if (failure !== undefined) return "failed";
  return interrupted ? "interrupted" : "complete";
}

/** Empty in virtual time, where a slow client only takes longer. */
function clientColumns(client: ClientLoad | undefined) {
  return {
    event_loop_delay_p99_ms: roundedOrEmpty(client?.delayP99Ms),
    event_loop_delay_max_ms: roundedOrEmpty(client?.delayMaxMs),
    client_busy: roundedOrEmpty(client?.busy),
    client_bound: client?.isBound ?? "",
  };
}

function trafficColumns({ counts, rates, parallelism }: Metrics) {
  return {
    events_offered: counts.offered,
    events_sent: counts.sent,
    events_delivered: counts.delivered,
    events_unique: counts.unique,
    produce_events_per_s: rounded(rates.produceEventsPerSecond),
    produce_mb_per_s: rounded(rates.produceMbPerSecond),
    consume_events_per_s: rounded(rates.consumeEventsPerSecond),
    produce_steady_events_per_s: rounded(rates.steadyEventsPerSecond),
    produce_steady_mb_per_s: rounded(rates.steadyMbPerSecond),
    consumers_active_max: parallelism.consumersActiveMax,
    consumers_active_mean: rounded(parallelism.consumersActiveMean),
    consumers_receiving: parallelism.consumersReceiving,
    keys_in_flight_max: parallelism.keysInFlightMax,
  };
}

function latencyColumns({ latency, saturated }: Metrics) {
  // A run whose backlog grows to its end has no latency to speak of: the figure would be the length of the run.
  const endToEnd = saturated ? undefined : latency.endToEnd;
  return {
    put_p50_ms: roundedOrEmpty(latency.put.p50Ms),
    put_p99_ms: roundedOrEmpty(latency.put.p99Ms),
    e2e_p50_ms: roundedOrEmpty(endToEnd?.p50Ms),
    e2e_p99_ms: roundedOrEmpty(endToEnd?.p99Ms),
    e2e_max_ms: roundedOrEmpty(endToEnd?.maxMs),
    send_delay_p50_ms: roundedOrEmpty(latency.sendDelay.p50Ms),
    send_delay_p99_ms: roundedOrEmpty(latency.sendDelay.p99Ms),
    send_delay_max_ms: roundedOrEmpty(latency.sendDelay.maxMs),
  };
}

function laneColumns({ keysPerLane, firstThrottle }: Metrics) {
  const lanes = keysPerLane.map(({ keyCount }) => keyCount);
  return {
    // Blanks between the numbers: slashes or dashes would make a spreadsheet read a date.
    keys_per_lane: lanes.join(" "),
    keys_per_lane_max: lanes.length === 0 ? "" : Math.max(...lanes),
    first_throttle_events_per_s: roundedOrEmpty(firstThrottle?.offeredPerSecond),
  };
}

function groupCount(scenario: ResolvedScenario, plan: Plan, metrics: Metrics): number {
  switch (routingOf(scenario.design)) {
    case "truck":
      return plan.trucks.length;
    case "one":
      return 1;
    case "random":
      return metrics.counts.sent;
  }
}

/** Only for an open loop with the truck as partition key: else the load has no fixed place or rate. */
function capacity(
  design: KinesisDesign,
  plan: Plan,
): Record<"shards_needed" | "shards_needed_even_spread", Cell> {
  if (plan.arrival === "closed" || design.partitionKey !== "truck" || plan.events.length === 0) {
    return { shards_needed: "", shards_needed_even_spread: "" };
  }
  const single = design.producer.kind !== "batched";
  const needed = shardsNeeded({
    events: plan.events,
    recordBytes: ({ truckId }) => {
      const bytes = plan.payloadBytes + truckId.length;
      return single ? Math.ceil(bytes / 1024) * 1024 : bytes;
    },
  });
  return {
    shards_needed: needed.forTheseKeys ?? "",
    shards_needed_even_spread: needed.forAnEvenSpread,
  };
}

/** Whether all applications read the same events in the same order, byte for byte. */
function replayColumn({ apps }: Metrics): string {
  const digests = apps.flatMap(({ digest }) => digest ?? []);
  if (digests.length < 2) return "";
  return new Set(digests).size === 1 ? "identical" : "different";
}

function replayCommand(job: Job): string {
  const { kind, kinesisEndpoint, sqsEndpoint, latency } = job.target;
  const isGiven = kind === "endpoint" || kind === "aws";
  return [
    "npm run bench --",
    `--scenario ${scenarioArgument(job.scenarioFile)} --seed ${job.seed}`,
    `--target ${kind}`,
    ...(isGiven && kinesisEndpoint !== undefined ? [`--kinesis-endpoint ${kinesisEndpoint}`] : []),
    ...(isGiven && sqsEndpoint !== undefined ? [`--sqs-endpoint ${sqsEndpoint}`] : []),
    ...(kind === "embedded" && job.clock === "real" ? ["--clock real"] : []),
    ...(latency === undefined ? [] : [`--latency ${latency.name}`]),
    ...overrideArguments(job.overrides),
  ].join(" ");
}
