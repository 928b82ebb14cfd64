/** What the model took for granted in a run: values with the run, words and sources from the list of assumptions. */
import { assumptionNamed } from "../emulator/assumed/assumptions.ts";
import { modelOf } from "../emulator/assumed/model-options.ts";
import type { TargetAddress } from "../targets/target.ts";
import { assumptionsBehind } from "./rests-on.ts";
import type { AssumedValue, RunResult } from "./run-result.ts";

/** Those that the figures of a run rest on; none where it was measured. */
export function assumedIn(
  run: Pick<RunResult, "evidence" | "setup">,
  { model, latency }: TargetAddress,
): readonly AssumedValue[] {
  const adversity = run.setup?.scenario.adversity;
  const assumed = modelOf({
    ...model,
    ...(latency && { latency: latency.profile }),
    ...(adversity && { adversity }),
  });
  return assumptionsBehind(run).map(({ name, value }) => ({ name, value: value(assumed) }));
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
