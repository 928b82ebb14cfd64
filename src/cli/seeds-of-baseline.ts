import { InputError } from "../errors.ts";
import type { Row } from "../result/compare.ts";
import type { ScenarioFile } from "../scenario/load.ts";

/** Scenarios that run with the same seeds. */
export interface SeedGroup {
  readonly files: readonly ScenarioFile[];
  readonly seed: number;
  readonly repeats: number;
}

/** Each scenario with the seeds that are asked for, else with those of its rows in the baseline, else with 1. Throws InputError. */
export function seedsFor(
  files: readonly ScenarioFile[],
  rows: readonly Row[],
  asked: { readonly seed?: number; readonly repeats?: number },
  folder: string,
): readonly SeedGroup[] {
  const groups = new Map<string, SeedGroup>();
  for (const file of files) {
    const { name } = file.scenario;
    const own = rows.filter(({ scenario }) => scenario === name);
    if (
      own.some(({ clock, target }) => clock === "real" || (target ?? "embedded") !== "embedded")
    ) {
      throw new InputError(
        `${folder}/summary.csv: ${name}: clock: it was not run on the model in virtual time, and other figures are never twice the same`,
      );
    }
    const seeds = own.flatMap(({ seed }) => (typeof seed === "number" ? [seed] : []));
    const seed = asked.seed ?? (seeds.length === 0 ? 1 : Math.min(...seeds));
    const repeats = asked.repeats ?? Math.max(1, seeds.length);
    const key = `${seed} ${repeats}`;
    groups.set(key, { seed, repeats, files: [...(groups.get(key)?.files ?? []), file] });
  }
  return [...groups.values()];
}
