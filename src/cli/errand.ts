/** What `probe` and `calibrate` have in common on a target: agreed to on AWS, ended by a signal, with what may be left said. */
import type { Errand } from "../cost/errands.ts";
import { Interrupted, TargetError } from "../errors.ts";
import type { Account } from "../targets/account.ts";
import { type HostedTarget, hostTarget, type HostOptions } from "../targets/host-target.ts";
import { removalCommand } from "../targets/left-over.ts";
import type { TargetAddress, TargetKind } from "../targets/target.ts";
import { agree, type Consent } from "./consent.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import { type Watch, watchOver } from "./watch-over.ts";

export interface ErrandOptions {
  readonly target: TargetKind;
  readonly host: HostOptions;
  readonly consent: Consent;
  readonly estimate: (address: TargetAddress) => Errand;
  /** Said on the first signal. */
  readonly stopping: string;
  /** What an interruption comes to. */
  readonly interrupted: string;
}

/** What is at hand while it runs. */
export interface ErrandContext extends Watch {
  readonly address: TargetAddress;
  /** Aborts on a signal, and when what was agreed to is used up. */
  readonly signal: AbortSignal;
}

/** An hour more than it should take, until `convoy clean` thinks it dead. */
const spareMs = 3_600_000;

export async function runErrand<T>(
  options: ErrandOptions,
  work: (context: ErrandContext) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const interruption = stopOnSignal(() => {
    options.host.onProgress(options.stopping);
    stop.abort(new Interrupted(options.interrupted));
  });
  let account: Account | undefined;
  try {
    await using hosted = await hostTarget(options.target, { ...options.host, signal: stop.signal });
    const address = await agreed(hosted, options, stop.signal);
    const watch = watchOver(address, { interrupted: stop.signal });
    ({ account } = watch);
    const signal = AbortSignal.any([stop.signal, watch.account.usedUp]);
    return await work({ ...watch, address, signal });
  } catch (error) {
    stop.signal.throwIfAborted();
    if (account?.usedUp.aborted === true) throw new TargetError(account.limitText());
    throw error;
  } finally {
    interruption.end();
  }
}

async function agreed(
  { address }: HostedTarget,
  { consent, estimate, host: { onProgress } }: ErrandOptions,
  interrupted: AbortSignal,
): Promise<TargetAddress> {
  if (address.runId === undefined) return address;
  const { makes, requests, seconds, costUsd } = estimate(address);
  const untilAt = new Date(Date.now() + 1000 * seconds + spareMs).toISOString();
  if (address.kind === "endpoint") {
    onProgress(
      `run id ${address.runId}; should this process be killed: ${removalCommand(address)}`,
    );
  }
  if (address.kind !== "aws") return { ...address, untilAt };
  const plan =
    `On ${address.label}, run id ${address.runId}: ${makes}; ` +
    `about ${requests} requests in about ${Math.ceil(seconds / 60)} min.\n`;
  const agreedUsd = await agree(plan, { address, costUsd, consent: { ...consent, interrupted } });
  return { ...address, untilAt, agreedUsd };
}
