import { readFileSync } from "node:fs";

import { type Estimate, estimateRun } from "../cost/estimate.ts";
import { priceLevelOf } from "../cost/prices.ts";
import { dollars } from "../dollars.ts";
import { InputError } from "../errors.ts";
import { table } from "../report/terminal/table.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import { removalCommand } from "../targets/left-over.ts";
import type { TargetAddress } from "../targets/target.ts";
import { planWorkload } from "../workload/plan.ts";
import { confirm } from "./confirm.ts";

export interface Consent {
  readonly yes?: boolean;
  readonly maxCost?: number;
  /** Ends the question. */
  readonly interrupted?: AbortSignal;
}

export interface ConsentOptions extends Consent {
  readonly seed: number;
  readonly repeats: number;
}

/** What a suite takes on a target, one run after the other. */
export interface SuitePlan {
  readonly rows: readonly { readonly name: string; readonly estimate: Estimate }[];
  readonly repeats: number;
  readonly seconds: number;
  readonly costUsd: number;
}

export function planSuite(
  files: readonly ScenarioFile[],
  region: string,
  { seed, repeats }: ConsentOptions,
): SuitePlan {
  const rows = files.map(({ scenario }) => {
    const plan = planWorkload(scenario.workload, seed, (file) => readFileSync(file));
    return { name: scenario.name, estimate: estimateRun(scenario, plan, region) };
  });
  const sum = (of: (estimate: Estimate) => number): number =>
    repeats * rows.reduce((total, { estimate }) => total + of(estimate), 0);
  return {
    rows,
    repeats,
    seconds: sum(({ seconds }) => seconds),
    costUsd: sum(({ costUsd }) => costUsd),
  };
}

/**
 * Shows what will be created on the account, and what it may cost, and asks. Gives what was agreed to, in USD. Throws InputError when
 * it is not agreed to: nothing has been created by then.
 */
export async function agreeToCost(
  files: readonly ScenarioFile[],
  address: TargetAddress,
  options: ConsentOptions,
): Promise<number> {
  const plan = planSuite(files, address.region, options);
  const isEncrypted = files.some(({ scenario }) => scenario.design.kmsKeyId !== undefined);
  const note = isEncrypted
    ? "KMS bills its own requests: one for each is in this estimate, which is more than it is.\n"
    : "";
  return agree(suiteText(plan, address) + note, {
    address,
    costUsd: plan.costUsd,
    consent: options,
  });
}

/** What is to be agreed to. */
export interface Proposal {
  readonly address: TargetAddress;
  /** At most. */
  readonly costUsd: number;
  readonly consent: Consent;
}

/**
 * Shows the plan and asks, or takes `--yes --max-cost` for the answer. Gives what may be spent, in USD: `--max-cost`, else the
 * estimate. Throws InputError when it is not agreed to.
 */
export async function agree(
  plan: string,
  { address, costUsd, consent: { yes, maxCost, interrupted } }: Proposal,
): Promise<number> {
  const { basis } = priceLevelOf(address.region);
  process.stderr.write(
    [
      plan,
      `In all at most ${dollars(costUsd)}, ${basis}.\n`,
      `What is spent is counted while it goes on: at ${dollars(maxCost ?? costUsd)} it is ended.\n`,
      "Everything is named convoy-… and tagged with run id, owner and time, and deleted at the end. ",
      `Should this process be killed: ${removalCommand(address)}\n`,
    ].join(""),
  );
  if (maxCost !== undefined && costUsd > maxCost) {
    throw new InputError(
      `the estimate of ${dollars(costUsd)} is above --max-cost ${dollars(maxCost)}: nothing was created`,
    );
  }
  if (yes === true) {
    if (maxCost === undefined) throw new InputError("--yes needs --max-cost USD");
    return maxCost;
  }
  if (!(await confirm("Create this and run?", "--yes and --max-cost USD", interrupted))) {
    throw new InputError("not confirmed: nothing was created");
  }
  return maxCost ?? costUsd;
}

function suiteText({ rows, repeats, seconds }: SuitePlan, address: TargetAddress): string {
  const cells = rows.map(({ name, estimate }) => [
    name,
    estimate.resource,
    String(estimate.requests),
    String(estimate.requestsAtMost),
    `${Math.ceil(estimate.seconds / 60)} min`,
    dollars(estimate.costUsd),
  ]);
  const header = ["scenario", "creates", "requests", "with retries", "time up to", "cost up to"];
  return [
    `On ${address.label}, run id ${address.runId}, one after the other${repeats > 1 ? `, ${repeats} times each` : ""}:`,
    table(header, cells, ["left", "left", "right", "right", "right", "right"]),
    `At most ${Math.ceil(seconds / 60)} min.`,
    "",
  ].join("\n");
}
