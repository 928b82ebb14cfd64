/**
 * One scenario, once, with one seed, on one target. The file to read first: every step of the data flow is a line of `runScenario`.
 */
import { readFileSync } from "node:fs";

import type { Channel } from "../broker/broker.ts";
import { openChannel } from "../broker/open-channel.ts";
import { explain } from "../client/advice.ts";
import { type ClientLoad, measureClient } from "../client/client-load.ts";
import type { ClockKind } from "../clock/clock.ts";
import { TargetError } from "../errors.ts";
import type { HistorySink } from "../history/record.ts";
import type { BrokenKey } from "../metrics/broken-keys.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { hasCustomCode } from "../scenario/custom-code.ts";
import { runFaults, serviceFaults } from "../scenario/faults-of.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { Account } from "../targets/account.ts";
import { connectTarget, type Target, type TargetAddress } from "../targets/target.ts";
import type { Verdict } from "../verify/anomaly.ts";
import type { Plan } from "../workload/event.ts";
import { planWorkload } from "../workload/plan.ts";
import { Application } from "./application.ts";
import { drain } from "./drain.ts";
import { takeOverClients } from "./own-clients.ts";
import { startProducing } from "./produce.ts";
import { performFaults } from "./run-faults.ts";
import { Run } from "./run.ts";
import { Workers } from "./workers.ts";

export interface RunOptions {
  readonly scenario: ResolvedScenario;
  readonly seed: number;
  readonly target: TargetAddress;
  readonly clock: ClockKind;
  /** Aborts when somebody wants the run to stop early; what was recorded by then is judged. */
  readonly signal: AbortSignal;
  /** Told of what the run creates and spends on a remote target. */
  readonly account?: Account | undefined;
  /** Also gets every record, e.g. a file. */
  readonly sink?: HistorySink;
}

/** What a run gives to the reports: judged and measured, nothing formatted. */
export interface RunOutcome {
  readonly plan: Plan;
  readonly verdict: Verdict;
  /** The history around what broke, of a few keys. */
  readonly brokenKeys: readonly BrokenKey[];
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

export async function runScenario(options: RunOptions): Promise<RunOutcome> {
  const { scenario, seed, clock, signal } = options;
  const plan = planWorkload(scenario.workload, seed, (file) => readFileSync(file, "utf8"));
  using _ = hasCustomCode(scenario) ? takeOverClients() : undefined;
  const run = new Run({ scenario, plan, seed, clock, sink: options.sink });
  await using target = await connectTarget(options.target, {
    seed,
    faults: serviceFaults(scenario),
    tap: run.tap,
    account: options.account,
  });
  const channel = await openChannel(
    target,
    scenario.design,
    run.channelContext(target),
    run.channelRun,
    signal,
  );
  run.begin(target);
  const client = clock === "real" ? measureClient() : undefined;
  const leftOver: string[] = [];
  let ending: Ending | undefined;
  let load: ClientLoad | undefined;
  try {
    ending = await sendAndConsume(run, channel, target, signal);
    load = client?.stop();
  } finally {
    await dispose(channel).catch((error: Error) => leftOver.push(error.message));
  }
  const verdict = run.verifier.close();
  return {
    plan,
    verdict,
    brokenKeys: run.brokenKeys.close(),
    metrics: run.metrics.close(),
    evidence: target.evidence,
    durationMs: ending.endedAtMs,
    interrupted: signal.aborted,
    ...(ending.failure !== undefined && { failure: ending.failure }),
    leftOver,
    ...(load && { client: load }),
    costUsd: channel.costUsd(plan.durationMs),
  };
}

/** When a run's last record was made, and why, if the target failed in mid-run. */
interface Ending {
  readonly endedAtMs: number;
  readonly failure: string | undefined;
}

/** The run itself: ends when all is consumed, nothing more comes, time is up, something fails, or the signal aborts. */
async function sendAndConsume(
  run: Run,
  channel: Channel,
  target: Target,
  signal: AbortSignal,
): Promise<Ending> {
  const { scenario, clock, stop } = run;
  using _ = stopWith(signal, stop);
  const applications = scenario.design.consumers.map((spec) => new Application(spec, run, target));
  const consuming = Promise.all(applications.map((application) => application.consume(channel)));
  const senders = new Workers("producer", 1, run, target);
  const producing = startProducing(run, channel, senders);
  const consumers = applications.map(({ workers }) => workers);
  const workers = [senders, ...consumers];
  const faulting = performFaults(runFaults(scenario), { run, channel, workers });
  const draining = drain(run, producing.finished, consumers);
  let failure: string | undefined;
  let drained = false;
  let endedAtMs = 0;
  try {
    // A failure of any of them wins the race at once; their regular ends only wait for the draining.
    const steps = [consuming, producing.finished, faulting, run.refusal];
    drained = await Promise.race([draining, ...steps.map((step) => step.then(() => draining))]);
    // Time was up while nothing answered: what is missing is missing because of that.
    if (!drained && !signal.aborted) failure = run.health.trouble(clock.nowMs());
  } catch (error) {
    failure = targetFailure(error);
  } finally {
    endedAtMs = clock.nowMs();
    run.record({
      type: "end",
      atMs: endedAtMs,
      offered: producing.offered(),
      sendingMs: producing.sendingMs(),
      drained,
      interrupted: signal.aborted || failure !== undefined,
    });
    stop.abort();
    await Promise.allSettled([consuming, draining, faulting]);
  }
  return { endedAtMs, failure };
}

async function dispose(channel: Channel): Promise<void> {
  await channel[Symbol.asyncDispose]();
}

/** Stops the second when the first is stopped, until disposed. */
function stopWith(signal: AbortSignal, stop: AbortController): Disposable {
  const onAbort = (): void => stop.abort();
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", onAbort) };
}

/** What the target said, if the error is the target's; anything else is a fault of this program, or of a user's own function. */
function targetFailure(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  if (error instanceof TargetError) return error.message;
  const isAnswer = "$metadata" in error || "code" in error;
  if (!isAnswer) throw error;
  return explain(error);
}
