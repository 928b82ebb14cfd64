import type { ClockKind } from "../clock/clock.ts";
import { counted } from "../counted.ts";
import { InputError } from "../errors.ts";
import type { Sensitivity } from "../result/sensitivity.ts";
import type { ScenarioResult } from "../result/suite-result.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Pool } from "../suite/pool.ts";
import { planSensitivity, runSensitivity } from "../suite/sensitivity.ts";
import type { TargetAddress, TargetKind } from "../targets/target.ts";
import type { Progress } from "./progress.ts";

/** Throws InputError where `--sensitivity` has nothing to vary, or nothing to conclude from. */
export function refuseWithoutConclusions(
  files: readonly ScenarioFile[],
  { target, clock }: { readonly target: TargetKind; readonly clock?: ClockKind },
): void {
  if (target !== "embedded" || clock === "real") {
    throw new InputError(
      "--sensitivity varies what the embedded model assumes, in virtual time: leave --target and --clock out",
    );
  }
  const steady = new Set(
    files.flatMap(({ scenario: { compared } }) =>
      compared?.phase === "steady" ? [compared.design] : [],
    ),
  );
  if (steady.size < 2) {
    throw new InputError(
      "--sensitivity needs the phase steady of a comparison with two designs at least, such as --scenario 100-trucks",
    );
  }
}

interface Otherwise {
  readonly address: TargetAddress;
  readonly files: readonly ScenarioFile[];
  readonly pool: Pool;
  readonly progress: Progress;
}

/** The comparisons among the runs once more with each assumption otherwise; says how much that is, and how far it got. */
export async function runOtherwise(
  scenarios: readonly ScenarioResult[],
  { address, files, pool, progress }: Otherwise,
): Promise<readonly Sensitivity[]> {
  const runs = scenarios.flatMap((scenario) => scenario.runs);
  const plan = planSensitivity(runs, address);
  const total = plan.variations.reduce((sum, variation) => sum + variation.runs.length, 0);
  progress.say(
    `each assumption otherwise: ${counted(plan.variations.length, "variation")}, ${counted(total, "run")}`,
  );
  let done = 0;
  const onRan = (): void => {
    done += 1;
    progress.step(`each assumption otherwise: ${done} of ${total} runs`);
  };
  return runSensitivity(runs, plan, { address, files, pool, onRan });
}
