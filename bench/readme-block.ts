/** The parts of the README, and of results/baseline, that come from what the default suite gives. */
import { zigzagSvg, zigzagText } from "../src/report/html/trucks/zigzag-svg.ts";
import { comparisonText } from "../src/report/terminal/comparison-text.ts";
import { comparisonsOf } from "../src/result/comparison-figures.ts";
import type { RunResult } from "../src/result/run-result.ts";
import { seenTrucks } from "../src/result/seen-trucks.ts";

/** What `npm run bench` begins with. */
export function comparisonOf(runs: readonly RunResult[]): string {
  const comparisons = comparisonsOf(runs);
  return comparisons.map((figures) => `${comparisonText(figures).join("\n")}\n`).join("\n");
}

/** The README with this comparison in its place. */
export function withComparison(readme: string, comparison: string): string {
  return withBlock(readme, "comparison", `\`\`\`\n$ npm run bench\n${comparison}\`\`\`\n`);
}

/** The scenarios whose trucks are in the picture: a design that keeps the order, and one that loses it, under the same load. */
export const zigzagScenarios = ["kinesis-5-shards-backlog", "sqs-standard-backlog"] as const;

/** The picture, and the lines of the README that show it. Throws when the runs have no such trucks. */
export function zigzagOf(runs: readonly RunResult[]): { svg: string; lines: string } {
  const seen = seenTrucks(
    zigzagScenarios.flatMap((name) => runs.filter((run) => run.name === name)),
  );
  if (seen?.kept === undefined || seen.lost === undefined) {
    throw new Error(`${zigzagScenarios.join(" and ")} do not show an order kept and an order lost`);
  }
  const text = zigzagText(seen);
  return {
    svg: zigzagSvg(seen),
    lines: `![${text}](docs/zigzag.svg)\n\n_The same trucks on a map as the consumer saw them, red is back in time (modelled). ${text}. \`report.html\`, which every run writes, has them with a slider._\n`,
  };
}

/** The README with the picture in its place. */
export function withZigzag(readme: string, lines: string): string {
  return withBlock(readme, "zigzag", lines);
}

function withBlock(readme: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [before, rest = ""] = readme.split(begin);
  return `${before}${begin}${content}${rest.slice(rest.indexOf(end))}`;
}
