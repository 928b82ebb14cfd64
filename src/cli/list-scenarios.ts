import { figureColumns } from "../result/summary-row.ts";
import { listOwn, loadScenarios } from "../scenario/load.ts";

/** What `--list` prints: everything there is, or what the patterns name. */
export async function scenarioList(patterns: readonly string[]): Promise<string> {
  if (patterns.length > 0) {
    const files = await loadScenarios(patterns, figureColumns);
    return files.map(({ scenario }) => `${scenario.name}\n    ${scenario.summary}`).join("\n");
  }
  const listed = await listOwn(figureColumns);
  return listed
    .flatMap(({ name, summary, designs, phases }) => [
      name,
      `    ${summary}`,
      ...(designs === undefined ? [] : [`    designs: ${designs.join(", ")}`]),
      ...(phases === undefined ? [] : [`    phases: ${phases.join(", ")}`]),
      ...(designs === undefined
        ? []
        : ["    a run is called <design>-<phase>; a design's name means all its runs"]),
    ])
    .join("\n");
}
