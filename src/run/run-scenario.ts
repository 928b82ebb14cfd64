/**
 * One scenario, once, with one seed, on one target. The file to read first: every step of the data flow is a line of `runScenario`.
 */
import { readFileSync } from "node:fs";

import type { Channel } from "../broker/broker.ts";
import { openChannel } from "../broker/open-channel.ts";
import { type ClientLoad, measureClient } from "../client/client-load.ts";
import type { ClockKind } from "../clock/clock.ts";
import type { HistorySink } from "../history/record.ts";
import { hasCustomCode } from "../scenario/custom-code.ts";
import { serviceFaults } from "../scenario/faults-of.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { Account } from "../targets/account.ts";
import { connectTarget, type TargetAddress } from "../targets/target.ts";
import { planWorkload } from "../workload/plan.ts";
import { takeOverClients } from "./own-clients.ts";
import type { RunOutcome } from "./run-outcome.ts";
import { Run } from "./run.ts";
import { type Ending, sendAndConsume } from "./send-and-consume.ts";
import { withoutStacks } from "./without-stacks.ts";

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

export async function runScenario(options: RunOptions): Promise<RunOutcome> {
  const { scenario, seed, clock, signal } = options;
  const plan = planWorkload(scenario.workload, seed, (file) => readFileSync(file));
  const hasCode = hasCustomCode(scenario);
  using _ = hasCode ? takeOverClients() : undefined;
  // Code of the user's own has its stack traces.
  using __ = hasCode || clock === "real" ? undefined : withoutStacks();
  const run = new Run({ scenario, plan, seed, clock, sink: options.sink });
  await using target = await connectTarget(options.target, {
    seed,
    faults: serviceFaults(scenario),
    ...(scenario.adversity && {
      model: { ...options.target.model, adversity: scenario.adversity },
    }),
    tap: run.tap,
    account: options.account,
  });
  const channel = await openChannel(
    target,
    scenario.design,
    run.channelContext(target),
    run.channelRun(target),
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
    tracks: run.tracks.close(),
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

async function dispose(channel: Channel): Promise<void> {
  await channel[Symbol.asyncDispose]();
}
