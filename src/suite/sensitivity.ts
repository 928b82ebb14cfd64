/**
 * Runs of a comparison again with each of the model's assumptions taken otherwise: halved and doubled, or its alternatives.
 *
 * Only the runs that can show a difference are repeated: of the designs that an assumption is about, in the phases whose figures rest on
 * it, with the first seed. The phases that ask the same questions again (8 KiB, saturation, replay, wrong) keep their figures.
 */
import {
  type Assumption,
  assumptionNamed,
  assumptions,
  type Figure,
} from "../emulator/assumed/assumptions.ts";
import { modelOf, type ModelOptions, otherwise } from "../emulator/assumed/model-options.ts";
import { assumptionsBehind, orderFigures } from "../result/rests-on.ts";
import type { RunResult } from "../result/run-result.ts";
import {
  type Sensitivity,
  sensitivityOf,
  type Untried,
  type Varied,
} from "../result/sensitivity.ts";
import type { PhaseName } from "../scenario/comparison.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { Override } from "../scenario/overrides.ts";
import type { TargetAddress } from "../targets/target.ts";
import type { Ran } from "./job.ts";
import type { Pool } from "./pool.ts";

/** Which figures each phase is looked at for. */
const asked: Readonly<Partial<Record<PhaseName, readonly Figure[]>>> = {
  steady: ["e2e_p50_ms", "saturated", ...orderFigures],
  backlog: ["consume_events_per_s", "e2e_max_ms", ...orderFigures],
  ceiling: ["produce_events_per_s"],
};

/** A ceiling long enough to see what a quota gives once nothing is saved up: however a second is counted, in the first there is more. */
const pastTheFirst: Override = { path: "phases.ceiling.durationS", value: 2 };

/** A variation and the runs that it takes. */
export interface PlannedVariation {
  readonly comparison: string;
  readonly assumption: string;
  readonly label: string;
  readonly options: ModelOptions;
  readonly runs: readonly RunResult[];
}

export interface SensitivityPlan {
  readonly variations: readonly PlannedVariation[];
  readonly untried: ReadonlyMap<string, readonly Untried[]>;
}

/** What is to be run again, of runs that were done on the model at this address. */
export function planSensitivity(
  runs: readonly RunResult[],
  address: TargetAddress,
): SensitivityPlan {
  const variations: PlannedVariation[] = [];
  const untried = new Map<string, readonly Untried[]>();
  for (const [comparison, compared] of comparedRuns(runs)) {
    const left: Untried[] = [];
    for (const assumption of assumptions) {
      const planned = variationsOf(assumption, compared, optionsAt(address));
      if (typeof planned === "string") left.push({ assumption: assumption.name, why: planned });
      else variations.push(...planned.map((one) => ({ ...one, comparison })));
    }
    untried.set(comparison, left);
  }
  return { variations, untried };
}

interface SensitivityOptions {
  readonly address: TargetAddress;
  readonly files: readonly ScenarioFile[];
  readonly pool: Pool;
  readonly onRan?: (ran: Ran) => void;
}

/** Runs what was planned. A variation that was interrupted says nothing. */
export async function runSensitivity(
  runs: readonly RunResult[],
  plan: SensitivityPlan,
  options: SensitivityOptions,
): Promise<readonly Sensitivity[]> {
  const done = await Promise.all(
    plan.variations.map(async (variation) => ({
      variation,
      again: await Promise.all(variation.runs.map((run) => runAgain(run, variation, options))),
    })),
  );
  return [...plan.untried].flatMap(([comparison, untried]) => {
    const varied: Varied[] = [];
    const cut = new Set<string>();
    for (const { variation, again } of done) {
      if (variation.comparison !== comparison) continue;
      const { assumption, label } = variation;
      const whole = again.filter((run) => run?.state === "complete");
      if (whole.length === again.length) {
        varied.push({ assumption, label, runs: whole.filter((run) => run !== undefined) });
      } else cut.add(assumption);
    }
    const interrupted = [...cut].map((assumption) => ({ assumption, why: "interrupted" }));
    return sensitivityOf(comparison, runs, varied, [...untried, ...interrupted]) ?? [];
  });
}

/** The runs of each comparison, of several seeds the first. */
function comparedRuns(runs: readonly RunResult[]): ReadonlyMap<string, readonly RunResult[]> {
  const seed = runs.find(({ setup }) => setup?.scenario.compared)?.setup?.seed;
  const ofSeed = runs.filter(({ setup }) => setup?.scenario.compared && setup.seed === seed);
  return Map.groupBy(ofSeed, ({ setup }) => setup!.scenario.compared!.comparison);
}

type Unnamed = Omit<PlannedVariation, "comparison">;

/** Or why there are none. */
function variationsOf(
  assumption: Assumption,
  compared: readonly RunResult[],
  given: ModelOptions,
): readonly Unnamed[] | string {
  const { name } = assumption;
  const runs = compared.filter((run) => {
    const figures = asked[run.setup!.scenario.compared!.phase];
    return figures !== undefined && assumptionsBehind(run, figures).includes(assumption);
  });
  if (runs.length === 0) return "no conclusion of these runs rests on it";
  const others = otherwise(assumption);
  if (others.length === 0) return "nothing else is known that might be so";
  const same = JSON.stringify(modelOf(given));
  const variations = others
    .map(({ label, options }) => ({
      assumption: name,
      label,
      options: { ...given, ...options },
      runs,
    }))
    .filter(({ options }) => JSON.stringify(modelOf(options)) !== same);
  return variations.length === 0 ? `it is ${assumption.value(modelOf(given))}` : variations;
}

/** What the model at an address is, its latency too. */
function optionsAt({ model, latency }: TargetAddress): ModelOptions {
  return { ...model, ...(latency && { latency: latency.profile }) };
}

async function runAgain(
  { name, setup }: RunResult,
  { options: model, assumption }: PlannedVariation,
  { address, files, pool, onRan }: SensitivityOptions,
): Promise<RunResult | undefined> {
  const file = files.find(({ scenario }) => scenario.name === name);
  if (file === undefined || setup === undefined) return undefined;
  const isAboutQuotas =
    setup.scenario.compared?.phase === "ceiling" &&
    assumptionNamed(assumption)?.figures.includes("throttled_requests") === true;
  const ran = await pool.run({
    scenarioFile: file.file,
    scenario: name,
    overrides: isAboutQuotas ? [...file.overrides, pastTheFirst] : file.overrides,
    seed: setup.seed,
    target: { ...address, model },
    clock: "virtual",
  });
  if (ran !== undefined) onRan?.(ran);
  return ran?.result;
}
