/** A run in this process with an account that is told of what it makes, and the faults that a service may show. */
import { expect } from "vitest";

import { calibrate } from "../../src/calibrate/calibrate.ts";
import { atAddress } from "../../src/conformance/places.ts";
import { probe } from "../../src/probe/probe.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { Account, newTerms } from "../../src/targets/account.ts";
import type { TargetAddress } from "../../src/targets/target.ts";
import { accessDenied } from "./refusals.ts";
import { addressOf } from "./short-scenario.ts";
import { type Asked, type Behaviour, type StandIn, unavailable } from "./stand-in.ts";

type Fault = ReturnType<Behaviour>;

/** What can become of a request. */
export const faults: Readonly<Record<string, (asked: Asked) => Fault>> = {
  denied: accessDenied,
  throttled: ({ service }) => ({
    status: 400,
    type: service === "kinesis" ? "LimitExceededException" : "ThrottlingException",
    message: "Rate exceeded",
  }),
  "failing with 500": () => ({ ...unavailable, status: 500, type: "InternalFailureException" }),
  slow: () => ({ delayMs: 3000 }),
  "lost before": () => "break",
  "lost after": () => "lose",
  silent: () => "silent",
};

/** The command under way, and what to end it with. */
export interface Errand {
  readonly address: TargetAddress;
  readonly account: Account;
  readonly signal: AbortSignal;
}

export interface Ended {
  /** Names of what may be left, as it would be said. */
  readonly named: readonly string[];
  readonly account: Account;
  readonly error?: unknown;
  readonly endedAtMs: number;
}

/** Runs it on the stand-in until its end, whatever that is. */
export async function onAccount(
  standIn: StandIn,
  interrupted: AbortSignal,
  work: (errand: Errand) => Promise<unknown>,
  limitUsd?: number,
): Promise<Ended> {
  const address = {
    ...addressOf(standIn),
    ...(limitUsd !== undefined && { agreedUsd: limitUsd }),
  };
  const account = new Account(newTerms(address), { interrupted });
  let error: unknown;
  await work({ address, account, signal: interrupted }).catch((reason: unknown) => {
    error = reason;
  });
  const named = account.ledger.left().map(({ name }) => name);
  return { named, account, endedAtMs: performance.now(), ...(error !== undefined && { error }) };
}

export function bench(scenario: Scenario) {
  return ({ address, account, signal }: Errand) =>
    runScenario({
      scenario: resolve(scenario),
      seed: 1,
      target: address,
      clock: "real",
      signal,
      account,
    });
}

export async function probing({ address, account, signal }: Errand): Promise<void> {
  using clients = atAddress(address, account);
  await probe(clients, address.services, { account, signal, runId: address.runId });
}

export async function calibrating({ address, account, signal }: Errand): Promise<void> {
  const options = { samples: 20, account, signal, onProgress: () => {} };
  await calibrate(address, options);
}

/** Nothing is left, or everything that is left is named. */
export function expectNamed(standIn: StandIn, { named }: Ended, fault: string): void {
  expect(named, fault).toEqual(expect.arrayContaining([...standIn.resources()]));
}

/** Does this to the first so many requests of the action. */
export function failing(action: string, fault: string, times = Infinity): Behaviour {
  let left = times;
  return (asked) => {
    if (asked.action !== action || left <= 0) return undefined;
    left -= 1;
    return faults[fault]!(asked);
  };
}
