import type { ComparedDesign, ComparedRun, Comparison, PhaseName } from "./comparison.ts";
import { phaseNames, phaseSetting } from "./phases.ts";
import type { Design, Expectations, Scenario } from "./scenario.ts";
import type { Path } from "./schema-walk.ts";

/** One run of a comparison, as a scenario that is yet to be judged. */
export interface ExpandedRun {
  readonly scenario: Scenario;
  readonly compared: ComparedRun;
  /** Where in the comparison a field of the scenario comes from. */
  readonly originOf: (path: Path) => Path;
}

/** All runs: phase by phase, so that what is to be compared stands together. */
export function expandComparison(comparison: Comparison): readonly ExpandedRun[] {
  const designs = Object.entries(comparison.designs);
  return phaseNames
    .filter((phase) => comparison.phases[phase] !== undefined)
    .flatMap((phase) =>
      designs
        .filter(([, design]) => takesPart(design, phase))
        .map(([name, design]) => expandRun(comparison, name, design, phase)),
    );
}

function takesPart({ phases }: ComparedDesign, phase: PhaseName): boolean {
  return phases === undefined ? phase !== "wrong" : phases.includes(phase);
}

function expandRun(
  comparison: Comparison,
  name: string,
  compared: ComparedDesign,
  phase: PhaseName,
): ExpandedRun {
  const { summary, phases: _, guarantee, expect, consumer, ...service } = compared;
  const setting = phaseSetting(phase, comparison);
  const consumers = setting.consumers.map((begun) => ({
    ...consumer,
    ...begun,
    // A function has as many environments as there are batches.
    ...(consumer.kind !== "lambda" && { count: comparison.consumers }),
    serviceMs: comparison.handlerMs,
  }));
  const scenario = {
    name: `${name}-${phase}`,
    summary: `${summary} ${setting.summary}`,
    workload: setting.workload,
    design: { ...service, consumers } as Design,
    ...(guarantee !== undefined && { guarantee }),
    drainS: comparison.drainS ?? 600,
    expect: expectationsOf(name, expect?.[phase]),
  };
  return {
    scenario,
    compared: { comparison: comparison.name, design: name, phase },
    originOf: (path) => originOf(path, name, phase),
  };
}

/** A negative control must fail. */
const negativeControl = /(^|-)(random-partition-key|standard)(-|$)/;

function expectationsOf(name: string, stated: Partial<Expectations> | undefined): Expectations {
  return { verdict: negativeControl.test(name) ? "invalid" : "valid", ...stated };
}

function originOf(path: Path, design: string, phase: PhaseName): Path {
  const [part, ...rest] = path;
  const [field, , ...below] = rest;
  if (part === "design" && field === "consumers") return ["designs", design, "consumer", ...below];
  if (part === "design") return ["designs", design, ...rest];
  if (part === "expect") return ["designs", design, "expect", phase, ...rest];
  if (part === "guarantee") return ["designs", design, part];
  if (part === "workload" && field !== "payloadBytes") return ["phases", phase];
  return path;
}
