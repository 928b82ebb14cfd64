import { figureColumns } from "../result/summary-row.ts";
import {
  type Listed,
  listOwn,
  loadScenarios,
  type SuiteName,
  suitePatterns,
} from "../scenario/load.ts";

/** What `--list` prints: everything there is, by suite; or one suite, or what the patterns name. */
export async function scenarioList(
  patterns: readonly string[],
  suite?: SuiteName,
): Promise<string> {
  if (patterns.length > 0) {
    const files = await loadScenarios(patterns, figureColumns);
    return files.map(({ scenario }) => `${scenario.name}\n    ${scenario.summary}`).join("\n");
  }
  const own = await listOwn(figureColumns);
  const inDefault = new Set(suitePatterns("default"));
  const defaults = own.filter(({ name }) => inDefault.has(name));
  const others = own.filter(({ name }) => !inDefault.has(name));
  const failures = await listOwn(figureColumns, "failures");
  const parts: readonly string[][] = [
    ...(suite === "failures" ? [] : [["suite default:", ...defaults.flatMap(linesOf)]]),
    ...(suite === undefined ? [["by name:", ...others.flatMap(linesOf)]] : []),
    ...(suite === "default" ? [] : [["suite failures:", ...failures.flatMap(linesOf)]]),
  ];
  return parts.map((lines) => lines.join("\n")).join("\n\n");
}

function linesOf({ name, summary, designs, phases }: Listed): readonly string[] {
  return [
    name,
    `    ${summary}`,
    ...(designs === undefined ? [] : [`    designs: ${designs.join(", ")}`]),
    ...(phases === undefined ? [] : [`    phases: ${phases.join(", ")}`]),
    ...(designs === undefined
      ? []
      : ["    a run is called <design>-<phase>; a design's name means all its runs"]),
  ];
}
