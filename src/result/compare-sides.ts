import { type Change, changeOf, changesOverRepeats, figuresTogether } from "./compare-repeats.ts";
/**
 * Two sides of results, scenario by scenario. Where both ran in virtual time every difference counts, since the same runs give the same
 * figures; else repeats are weighed against their noise.
 */
import { compareRows, isDifferent } from "./compare.ts";
import { scenarioDifferences } from "./scenario-differences.ts";
import type { Side, SideFacts, SideRun } from "./side.ts";
import type { SummaryColumn } from "./summary-row.ts";

export interface SidesComparison {
  readonly before: Side;
  readonly after: Side;
  /** What is not the same about the two, and whether figures depend on it. */
  readonly unlike: readonly Unlike[];
  /** Scenarios that both have, the changed ones first. */
  readonly scenarios: readonly ScenarioComparison[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** Columns that only one side has: written by another version. */
  readonly unstated: readonly SummaryColumn[];
}

export interface Unlike {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** Modelled figures are the same on any machine. */
  readonly matters: boolean;
}

export interface ScenarioComparison {
  readonly scenario: string;
  readonly way: "exact" | "repeats";
  /** Runs of each side. */
  readonly runs: readonly [before: number, after: number];
  /** What was asked for otherwise: `design.shards 5 -> 6`. */
  readonly asked: readonly string[];
  /** Changes first, and of `repeats` those within noise behind them. */
  readonly columns: readonly Change[];
  /** Columns that are the same. */
  readonly same: number;
}

export function compareSides(before: Side, after: Side): SidesComparison {
  const columns = before.columns.filter((column) => after.columns.includes(column));
  const [ones, others] = [byScenario(before.runs), byScenario(after.runs)];
  const shared = [...ones.keys()].filter((name) => others.has(name));
  const isExact = [...before.runs, ...after.runs].every(({ row }) => row.clock === "virtual");
  const pairs = shared.map((name) => [name, ones.get(name)!, others.get(name)!] as const);
  const together = figuresTogether(pairs, columns);
  const scenarios = pairs.map(([scenario, one, other]): ScenarioComparison => {
    const isVirtual = [...one, ...other].every(({ row }) => row.clock === "virtual");
    const told = isVirtual
      ? exactChanges(one, other, columns)
      : changesOverRepeats(one, other, columns, together);
    return {
      scenario,
      way: isVirtual ? "exact" : "repeats",
      runs: [one.length, other.length],
      asked: scenarioDifferences(one[0]!, other[0]!),
      columns: told.changes,
      same: told.same,
    };
  });
  return {
    before,
    after,
    unlike: unlikeOf(before, after, isExact),
    scenarios: [...scenarios.filter(hasChanged), ...scenarios.filter((one) => !hasChanged(one))],
    onlyBefore: [...ones.keys()].filter((name) => !others.has(name)),
    onlyAfter: [...others.keys()].filter((name) => !ones.has(name)),
    unstated: [
      ...before.columns.filter((column) => !after.columns.includes(column)),
      ...after.columns.filter((column) => !before.columns.includes(column)),
    ],
  };
}

export function hasChanged({ columns, asked }: ScenarioComparison): boolean {
  return asked.length > 0 || columns.some(({ isChange }) => isChange);
}

/** Whether the two differ in anything but noise. */
export function isChanged({ scenarios, onlyBefore, onlyAfter }: SidesComparison): boolean {
  return scenarios.some(hasChanged) || onlyBefore.length > 0 || onlyAfter.length > 0;
}

function byScenario(runs: readonly SideRun[]): ReadonlyMap<string, readonly SideRun[]> {
  const found = new Map<string, SideRun[]>();
  for (const run of runs) {
    const name = String(run.row.scenario);
    found.set(name, [...(found.get(name) ?? []), run]);
  }
  return found;
}

/** Seed by seed; a seed that only one side has is a change of its own. */
function exactChanges(
  ones: readonly SideRun[],
  others: readonly SideRun[],
  columns: readonly SummaryColumn[],
): { readonly changes: readonly Change[]; readonly same: number } {
  const changes: Change[] = [];
  let same = 0;
  const seeds = [...new Set([...ones, ...others].map(({ row }) => row.seed))];
  for (const seed of seeds) {
    const one = ones.find(({ row }) => row.seed === seed);
    const other = others.find(({ row }) => row.seed === seed);
    if (one === undefined || other === undefined) {
      changes.push({
        column: "seed",
        seed,
        before: one?.row.seed,
        after: other?.row.seed,
        word: "",
        isChange: true,
      });
      continue;
    }
    const compared = compareRows(one.row, other.row, [], columns);
    const different = compared.filter(isDifferent);
    same += compared.length - different.length;
    for (const column of different)
      changes.push(changeOf(column, seeds.length > 1 ? seed : undefined));
  }
  return { changes, same };
}

const factNames = {
  target: "target",
  latency: "latency of the model",
  machine: "machine",
  version: "convoy",
  node: "Node",
} as const satisfies Readonly<Record<keyof SideFacts, string>>;

function unlikeOf(before: Side, after: Side, isExact: boolean): readonly Unlike[] {
  const told: Unlike[] = [];
  for (const column of ["evidence", "clock"] as const) {
    const [one, other] = [wordsOf(before, column), wordsOf(after, column)];
    if (one !== other) told.push({ what: column, before: one, after: other, matters: true });
  }
  for (const name of Object.keys(factNames) as (keyof SideFacts)[]) {
    const [one, other] = [before.facts[name], after.facts[name]];
    const isOfMachine = name === "machine" || name === "node";
    // Of a summary.csv alone these are not known, and modelled figures do not depend on them.
    const isUnknown = one === undefined || other === undefined;
    if (one === other || (isUnknown && (isExact || !isOfMachine))) continue;
    told.push({
      what: factNames[name],
      before: one ?? "not known",
      after: other ?? "not known",
      matters: !(isExact && isOfMachine),
    });
  }
  return told;
}

function wordsOf({ runs }: Side, column: "evidence" | "clock"): string {
  return [...new Set(runs.map(({ row }) => String(row[column] ?? "unknown")))].sort().join(", ");
}
