/** What the model took for granted in a run: values with the run, words and sources from the list of assumptions. */
import { assumptionNamed, assumptions, type Concerned } from "../emulator/assumed/assumptions.ts";
import { modelOf } from "../emulator/assumed/model-options.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { TargetAddress } from "../targets/target.ts";
import type { AssumedValue, RunResult } from "./run-result.ts";

/** Those that a design's figures rest on; none of a target that is no model. */
export function assumedIn(
  { design, adversity }: ResolvedScenario,
  { kind, model, latency }: TargetAddress,
): readonly AssumedValue[] {
  if (kind !== "embedded") return [];
  const options = {
    ...model,
    ...(latency && { latency: latency.profile }),
    ...(adversity && { adversity }),
  };
  const concerned = concernedBy(design);
  return assumptions
    .filter(({ designs }) => designs.some((one) => concerned.includes(one)))
    .map(({ name, value }) => ({ name, value: value(modelOf(options)) }));
}

function concernedBy(design: ResolvedScenario["design"]): readonly Concerned[] {
  if (design.service !== "kinesis") return [design.service];
  return ["kinesis", design.read === "fan-out" ? "kinesis-fan-out" : "kinesis-polling"];
}

/** An assumption in words; a name that this version does not know has none. */
export interface DescribedAssumption extends AssumedValue {
  readonly what: string | undefined;
  readonly confidence: string | undefined;
  readonly source: string | undefined;
  readonly figures: readonly string[];
}

/** What the figures of these runs rest on, each once for each value. */
export function assumptionsOf(runs: readonly RunResult[]): readonly DescribedAssumption[] {
  const values = runs.flatMap(({ setup }) => setup?.assumptions ?? []);
  const different = new Map(values.map((one) => [`${one.name} ${one.value}`, one]));
  return [...different.values()].map(({ name, value }) => {
    const known = assumptionNamed(name);
    const { what, confidence, source, figures = [] } = known ?? {};
    return { name, value, what, confidence, source, figures };
  });
}
