import type { SideRun } from "./side.ts";

/** More than these make a list that nobody reads. */
const most = 8;

/** What two runs of a scenario were asked for otherwise, by the scenario's fields: `design.shards 5 -> 6`. */
export function scenarioDifferences(before: SideRun, after: SideRun): readonly string[] {
  if (before.scenario === undefined || after.scenario === undefined) {
    const [one, other] = [before.row.design, after.row.design];
    return one === other || one === undefined || other === undefined
      ? []
      : [`design ${one} -> ${other}`];
  }
  const told = [...differences(before.scenario, after.scenario, [])];
  return told.length <= most
    ? told
    : [...told.slice(0, most), `and ${told.length - most} more fields`];
}

function* differences(before: unknown, after: unknown, path: readonly string[]): Generator<string> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (!isObject(before) || !isObject(after)) {
    yield `${path.join(".")} ${shown(before)} -> ${shown(after)}`;
    return;
  }
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    // Sentences and expectations change nothing of a run.
    if (path.length === 0 && (name === "summary" || name === "expect")) continue;
    yield* differences(before[name], after[name], [...path, name]);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}
