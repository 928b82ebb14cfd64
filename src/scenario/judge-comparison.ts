import { resolveWorkload } from "../workload/resolve-workload.ts";
import { comparisonSchema } from "./comparison-schema.ts";
import type { Comparison } from "./comparison.ts";
import { expandComparison, type ExpandedRun } from "./expand-comparison.ts";
import type { FigureColumn } from "./figures.ts";
import {
  checkName,
  type Judged,
  type Judging,
  judgeOverridden,
  judgeWritten,
  refuseName,
} from "./judge-scenario.ts";
import { judgeShape, type Objection } from "./objection.ts";
import { overrideError } from "./override-error.ts";
import { applyOverrides, type Override } from "./overrides.ts";
import type { Source } from "./read-source.ts";
import { fieldOf } from "./schema-walk.ts";

/** Whether a file holds a comparison rather than a scenario. */
export function isComparison(value: unknown): boolean {
  return fieldOf(value, "designs") !== undefined;
}

/**
 * The runs of a comparison that are wanted, as scenarios. Overrides of what the comparison has (`workload`, `handlerMs`, `consumers`,
 * `drainS`, `phases`, `designs`) change it as a whole; the others (`design`, `faults`, `guarantee`, `expect`) each wanted run. Throws
 * InputError: with file and line, or with the option.
 */
export function judgeComparison(
  source: Source,
  fileName: string,
  judging: Judging,
  isWanted: (run: ExpandedRun) => boolean,
): readonly Judged[] {
  const { figures } = judging;
  const written = comparisonOf(source.value, figures);
  if ("objections" in written) throw source.wrong(written.objections);
  checkName(written.comparison.name, fileName, source.wrong);
  const faults = faultsOfRuns(written.runs, figures);
  if (faults.length > 0) throw source.wrong(faults);

  refuseName(judging.overrides);
  const ofRun = judging.overrides.filter((override) => !isOfComparison(override));
  const runs = overridden(source.value, written.comparison, judging);
  return runs.filter(isWanted).map(({ scenario, compared }) => {
    const alone = judgeWritten(scenario, figures);
    if ("objections" in alone) {
      const { objections } = alone;
      const { name } = scenario;
      const { overrides } = judging;
      throw overrideError(objections, { name, changed: scenario, known: scenario, overrides });
    }
    const judged = judgeOverridden(scenario, alone, { figures, overrides: ofRun });
    return { ...judged, scenario: { ...judged.scenario, compared } };
  });
}

/** The runs of a valid comparison, not judged. */
export function runsOf(value: unknown, figures: readonly FigureColumn[]): readonly ExpandedRun[] {
  const written = comparisonOf(value, figures);
  return "objections" in written ? [] : written.runs;
}

type Written =
  | { readonly comparison: Comparison; readonly runs: readonly ExpandedRun[] }
  | { readonly objections: readonly Objection[] };

function comparisonOf(value: unknown, figures: readonly FigureColumn[]): Written {
  const shape = judgeShape(comparisonSchema(figures), value);
  if ("objections" in shape) return shape;
  return { comparison: shape.value, runs: expandComparison(shape.value) };
}

/** What is wrong with the runs, at the fields of the comparison that it comes from, each told once. */
function faultsOfRuns(
  runs: readonly ExpandedRun[],
  figures: readonly FigureColumn[],
): readonly Objection[] {
  const found = new Map<string, Objection>();
  for (const { scenario, originOf } of runs) {
    const judged = judgeWritten(scenario, figures);
    if (!("objections" in judged)) continue;
    for (const { path, message } of judged.objections) {
      const objection = { path: originOf(path), message };
      found.set(JSON.stringify(objection), objection);
    }
  }
  return [...found.values()];
}

function overridden(
  value: unknown,
  comparison: Comparison,
  { figures, overrides }: Judging,
): readonly ExpandedRun[] {
  const own = overrides.filter(isOfComparison);
  const changed = applyOverrides(value, own, comparisonSchema(figures));
  const written = comparisonOf(changed, figures);
  if (!("objections" in written)) return written.runs;
  const { name } = comparison;
  const known = { ...comparison, workload: resolveWorkload(comparison.workload) };
  throw overrideError(written.objections, { name, changed, known, overrides: own });
}

const fieldsOfRun = ["design", "faults", "guarantee", "expect"];

function isOfComparison({ path }: Override): boolean {
  return !fieldsOfRun.includes(path.split(".")[0]!);
}
