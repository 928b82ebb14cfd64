import { InputError } from "../errors.ts";
import { contradictions } from "./contradictions.ts";
import type { FigureColumn } from "./figures.ts";
import { judgeShape, type Objection } from "./objection.ts";
import { overrideError } from "./override-error.ts";
import { applyOverrides, optionOf, type Override } from "./overrides.ts";
import type { Source } from "./read-source.ts";
import { resolve } from "./resolve.ts";
import type { ResolvedScenario } from "./resolved.ts";
import { scenarioSchema } from "./schema.ts";

export interface Judging {
  readonly figures: readonly FigureColumn[];
  readonly overrides: readonly Override[];
}

export interface Judged {
  readonly scenario: ResolvedScenario;
  readonly warnings: readonly string[];
}

export interface Objected {
  readonly objections: readonly Objection[];
}

/**
 * The scenario as it runs. It is validated as it is written first, so that what is wrong after the overrides is theirs. Throws
 * InputError: with file and line, or with the option.
 */
export function judgeScenario({ value, wrong }: Source, name: string, judging: Judging): Judged {
  const written = judgeWritten(value, judging.figures);
  if ("objections" in written) throw wrong(written.objections);
  checkName(written.scenario.name, name, wrong);
  return judgeOverridden(value, written, judging);
}

/** Throws InputError unless a file's content is called as the file, and stays so. */
export function checkName(name: string, fileName: string, wrong: Source["wrong"]): void {
  if (name === fileName) return;
  const message = `is "${name}", must be the file's name, "${fileName}"`;
  throw wrong([{ path: ["name"], message }]);
}

/** The scenario that was `written` with the overrides. Throws InputError naming the option. */
export function judgeOverridden(
  value: unknown,
  written: Judged,
  { figures, overrides }: Judging,
): Judged {
  if (overrides.length === 0) return written;
  refuseName(overrides);
  const { name } = written.scenario;
  const changed = applyOverrides(value, overrides, scenarioSchema(figures));
  const overridden = judgeWritten(changed, figures);
  if (!("objections" in overridden)) return overridden;
  const { objections } = overridden;
  throw overrideError(objections, { name, changed, known: written.scenario, overrides });
}

export function refuseName(overrides: readonly Override[]): void {
  const override = overrides.find(({ path }) => path === "name");
  if (override === undefined) return;
  throw new InputError(`${optionOf(override)}: name: a scenario is called as its file`);
}

/** Shape first, then contradictions: these speak of a scenario whose fields are right. */
export function judgeWritten(value: unknown, figures: readonly FigureColumn[]): Judged | Objected {
  const shape = judgeShape(scenarioSchema(figures), value);
  if ("objections" in shape) return shape;
  const scenario = resolve(shape.value);
  const { faults, doubts } = contradictions(scenario, figures);
  if (faults.length > 0) return { objections: faults };
  const warnings = doubts.map(
    ({ path, message }) => `${scenario.name}: ${path.join(".")}: ${message}`,
  );
  return { scenario, warnings };
}
