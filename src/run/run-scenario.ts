/**
 * One scenario, once, with one seed, on one target. The file to read first: every step of the data flow is a line of `runScenario`.
 */
import type { Channel } from "../broker/broker.ts";
import { namePrefix } from "../broker/created.ts";
import { openChannel, routingKeyOf } from "../broker/open-channel.ts";
import { explain } from "../client/advice.ts";
import { type ClientLoad, measureClient } from "../client/client-load.ts";
import { Health } from "../client/health.ts";
import { startClock, type Clock, type ClockKind } from "../clock/clock.ts";
import { startConsumers } from "../consumer/start-consumers.ts";
import { TargetError } from "../errors.ts";
import type { HistoryRecord, HistorySink } from "../history/record.ts";
import { createMetrics, type Metrics } from "../metrics/metrics.ts";
import { startProducer } from "../producer/start-producer.ts";
import { seededRandom } from "../random.ts";
import { serviceFaults } from "../scenario/faults-of.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { connectTarget, type Target, type TargetAddress } from "../targets/target.ts";
import type { Verdict } from "../verify/anomaly.ts";
import { profiles } from "../verify/profile.ts";
import { createVerifier } from "../verify/verify.ts";
import type { Plan } from "../workload/event.ts";
import { drain } from "./drain.ts";
import { followProgress, type Progress } from "./outstanding.ts";
import { produce } from "./produce.ts";

export interface RunOptions {
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly seed: number;
  readonly target: TargetAddress;
  readonly clock: ClockKind;
  /** Aborts when somebody wants the run to stop early; what was recorded by then is judged. */
  readonly signal: AbortSignal;
  /** Also gets every record, e.g. a file. */
  readonly sink?: HistorySink;
}

/** What a run gives to the reports: judged and measured, nothing formatted. */
export interface RunOutcome {
  readonly verdict: Verdict;
  readonly metrics: Metrics;
  readonly evidence: "modelled" | "measured";
  /** Service time that passed, from the start of sending to the end of draining. */
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** Why the run ended early, when the target failed in mid-run: what was recorded by then is judged. */
  readonly failure?: string;
  /** What could not be deleted, in sentences. */
  readonly leftOver: readonly string[];
  /** How busy this client was; real time only. */
  readonly client?: ClientLoad;
  readonly costUsd: number;
}

/** What the steps of a run share. */
interface Run {
  readonly options: RunOptions;
  /** Consumer applications, the primary first. */
  readonly apps: readonly string[];
  readonly channel: Channel;
  readonly clock: Clock;
  readonly record: (record: HistoryRecord) => void;
  readonly progress: Progress;
  readonly health: Health;
  readonly stop: AbortController;
}

export async function runScenario(options: RunOptions): Promise<RunOutcome> {
  const { scenario, plan, seed, signal } = options;
  const apps = scenario.design.consumers.map(({ app }) => app);
  const { progress, verifier, metrics, record } = observe(options, apps);
  const faults = serviceFaults({ faults: scenario.faults ?? [] });
  await using target = await connectTarget(options.target, { seed, faults });
  let clock = startClock(options.clock);
  const health = new Health();
  const channel = await openChannel(
    target,
    scenario.design,
    {
      ...nameFor(scenario, seed, target),
      nowMs: () => clock.nowMs(),
      sleep: (ms, until) => clock.sleep(ms, until),
      record,
      health,
    },
    signal,
  );
  // The run's time starts when the channel is ready: due times and fault times count from here.
  clock = startClock(options.clock);
  health.reset();
  target.beginRun();
  const client = options.clock === "real" ? measureClient() : undefined;

  const leftOver: string[] = [];
  let failure: string | undefined;
  let durationMs = 0;
  let load: ClientLoad | undefined;
  try {
    const stop = new AbortController();
    using _ = passOn(signal, stop, target);
    ({ endedAtMs: durationMs, failure } = await sendAndConsume({
      options,
      apps,
      channel,
      clock,
      record,
      progress,
      health,
      stop,
    }));
    load = client?.stop();
  } finally {
    await dispose(channel).catch((error: Error) => leftOver.push(error.message));
  }
  return {
    verdict: verifier.close(),
    metrics: metrics.close(),
    evidence: target.evidence,
    durationMs,
    interrupted: signal.aborted,
    ...(failure !== undefined && { failure }),
    leftOver,
    ...(load && { client: load }),
    costUsd: channel.costUsd(plan.durationMs),
  };
}

/** Everything that takes the records of a run. */
function observe({ scenario, plan, sink }: RunOptions, apps: readonly string[]) {
  const progress = followProgress(apps);
  const verifier = createVerifier({ profile: profiles[scenario.guarantee ?? "ordered"] });
  const metrics = createMetrics({
    trucks: plan.trucks,
    arrival: plan.arrival,
    apps,
    sendActions: ["PutRecord", "PutRecords", "SendMessage", "SendMessageBatch"],
  });
  const record = fanOut([progress, verifier, metrics, ...(sink ? [sink] : [])]);
  return { progress, verifier, metrics, record };
}

async function dispose(channel: Channel): Promise<void> {
  await channel[Symbol.asyncDispose]();
}

/** AWS takes 80 characters for a queue, its `.fifo` counted. */
const longestScenarioName = 50;

/** What the run's stream or queue is called, and what marks it as this run's own. */
function nameFor({ name }: Scenario, seed: number, { runId }: Target) {
  const common = `${namePrefix}${name.slice(0, longestScenarioName)}-${seed}`;
  return runId === undefined ? { name: common } : { name: `${common}-${runId}`, runId };
}

/** Stops the second, and with it the target's requests, when the first is stopped, until disposed. */
function passOn(signal: AbortSignal, stop: AbortController, target: Target): Disposable {
  target.stopWith(stop.signal);
  const onAbort = (): void => stop.abort();
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", onAbort) };
}

/** When a run's last record was made, and why, if the target failed in mid-run. */
interface Ending {
  readonly endedAtMs: number;
  readonly failure: string | undefined;
}

/** The run itself. */
async function sendAndConsume(run: Run): Promise<Ending> {
  const { options, apps, channel, clock, record, progress, stop } = run;
  const { scenario, plan, seed } = options;
  const random = seededRandom(seed, "producer");
  const { signal } = stop;

  const consuming = Promise.all(scenario.design.consumers.map((spec) => consume(run, spec)));
  const producer = startProducer(scenario.design.producer, {
    channel,
    clock,
    record,
    random,
    routingKey: routingKeyOf(scenario.design, seed),
    payloadBytes: plan.payloadBytes,
    signal,
  });
  const outstanding =
    scenario.workload.kind === "fleet" ? (scenario.workload.outstandingPerTruck ?? 1) : 1;
  const producing = produce(plan, producer, clock, outstanding, signal);
  const draining = drain({
    producing: producing.finished,
    progress,
    apps,
    clock,
    limitMs: plan.durationMs + (scenario.drainS ?? 120) * 1000,
    signal,
  });
  let failure: string | undefined;
  let drained = false;
  let endedAtMs = 0;
  try {
    // A failure of consumers or producer wins the race at once; their regular ends only wait for the draining.
    drained = await Promise.race([
      draining,
      consuming.then(() => draining),
      producing.finished.then(() => draining),
    ]);
    // Time was up while nothing answered: what is missing is missing because of that.
    if (!drained && !signal.aborted) failure = run.health.trouble(clock.nowMs());
  } catch (error) {
    failure = targetFailure(error);
  } finally {
    endedAtMs = clock.nowMs();
    record({
      type: "end",
      atMs: endedAtMs,
      offered: producing.offered(),
      sendingMs: plan.durationMs,
      drained,
      interrupted: options.signal.aborted || failure !== undefined,
    });
    stop.abort();
    await Promise.allSettled([consuming, draining]);
  }
  return { endedAtMs, failure };
}

/** What the target said, if the error is the target's; anything else is a fault of this program, or of a user's own function. */
function targetFailure(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  if (error instanceof TargetError) return error.message;
  const isAnswer = "$metadata" in error || "code" in error;
  if (!isAnswer) throw error;
  return explain(error);
}

async function consume(run: Run, spec: Scenario["design"]["consumers"][number]): Promise<void> {
  const { channel, clock, record, progress, stop } = run;
  const { signal } = stop;
  await clock.sleep((spec.startAtS ?? 0) * 1000, signal);
  if (spec.startAfter !== undefined) {
    await clock.sleep(run.options.plan.durationMs - clock.nowMs(), signal);
    while (!progress.caughtUp(spec.startAfter) && !signal.aborted) await clock.sleep(100, signal);
  }
  if (signal.aborted) return;
  await startConsumers({
    spec,
    channel,
    clock,
    record,
    handler: async () => {
      if (spec.serviceMs !== undefined) await clock.sleep(spec.serviceMs, signal);
    },
    signal,
  });
}

/** Records stop at the end: what happens while consumers are being stopped is no part of the run. */
function fanOut(sinks: readonly HistorySink[]): (record: HistoryRecord) => void {
  let ended = false;
  return (record) => {
    if (ended) return;
    ended = record.type === "end";
    for (const sink of sinks) sink.add(record);
  };
}
