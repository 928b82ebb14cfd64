import { readFileSync } from "node:fs";

import { type Estimate, estimateRun } from "../cost/estimate.ts";
import { prices } from "../cost/prices.ts";
import { InputError } from "../errors.ts";
import { table } from "../report/terminal/table.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { TargetAddress } from "../targets/target.ts";
import { planWorkload } from "../workload/plan.ts";
import { confirm } from "./confirm.ts";

export interface ConsentOptions {
  readonly yes?: boolean;
  readonly maxCost?: number;
  readonly seed: number;
  readonly repeats: number;
}

/**
 * Shows what will be created on the account, and what it may cost, and asks. Throws InputError when it is not agreed to: nothing has
 * been created by then.
 */
export async function agreeToCost(
  files: readonly ScenarioFile[],
  address: TargetAddress,
  options: ConsentOptions,
): Promise<void> {
  const estimates = files.map(({ scenario }) => {
    const plan = planWorkload(scenario.workload, options.seed, (file) =>
      readFileSync(file, "utf8"),
    );
    return { name: scenario.name, estimate: estimateRun(scenario, plan) };
  });
  const total =
    options.repeats * estimates.reduce((sum, { estimate }) => sum + estimate.costUsd, 0);
  const isEncrypted = files.some(({ scenario }) => scenario.design.kmsKeyId !== undefined);
  const note = isEncrypted ? "KMS bills its own requests: they are not in this estimate.\n" : "";
  await agree(planText(estimates, address, options.repeats, total) + note, total, options);
}

/** Shows the plan and asks, or takes `--yes --max-cost` for the answer. Throws InputError when it is not agreed to. */
export async function agree(
  plan: string,
  totalUsd: number,
  { yes, maxCost }: { readonly yes?: boolean; readonly maxCost?: number },
): Promise<void> {
  process.stderr.write(plan);
  if (maxCost !== undefined && totalUsd > maxCost) {
    throw new InputError(
      `the estimate of ${dollars(totalUsd)} is above --max-cost ${dollars(maxCost)}: nothing was created`,
    );
  }
  if (yes === true) {
    if (maxCost === undefined) throw new InputError("--yes needs --max-cost USD");
    return;
  }
  if (!(await confirm("Create this and run?", "--yes and --max-cost USD"))) {
    throw new InputError("not confirmed: nothing was created");
  }
}

function planText(
  estimates: readonly { readonly name: string; readonly estimate: Estimate }[],
  address: TargetAddress,
  repeats: number,
  total: number,
): string {
  const rows = estimates.map(({ name, estimate }) => [
    name,
    estimate.resource,
    String(estimate.requests),
    `${Math.ceil(estimate.seconds / 60)} min`,
    dollars(estimate.costUsd),
  ]);
  const seconds = repeats * estimates.reduce((sum, { estimate }) => sum + estimate.seconds, 0);
  return [
    `On ${address.label}, run id ${address.runId}, one after the other${repeats > 1 ? `, ${repeats} times each` : ""}:`,
    table(["scenario", "creates", "requests", "at most", "cost"], rows, [
      "left",
      "left",
      "right",
      "right",
      "right",
    ]),
    `In all at most ${Math.ceil(seconds / 60)} min and about ${dollars(total)}, by the published prices of ${prices.date}, ${prices.region}, read second-hand.`,
    "Everything is named convoy-… and tagged with the run id, and deleted at the end.",
    "",
  ].join("\n");
}

export function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
