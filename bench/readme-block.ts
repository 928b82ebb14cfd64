/** The part of the README, and of results/baseline, that shows what the default suite prints first. */
import { comparisonText } from "../src/report/terminal/comparison-text.ts";
import { comparisonsOf } from "../src/result/comparison-figures.ts";
import { readResult } from "../src/result/read-result.ts";
import { runsOf } from "../src/result/suite-result.ts";

/** What `npm run bench` begins with, of a result.json. */
export function comparisonOf(resultFile: string): string {
  const comparisons = comparisonsOf(runsOf(readResult(resultFile)));
  return comparisons.map((figures) => `${comparisonText(figures).join("\n")}\n`).join("\n");
}

const [begin, end] = ["<!-- comparison -->\n", "<!-- /comparison -->"];

/** The README with this comparison in its place. */
export function withComparison(readme: string, comparison: string): string {
  const [before, rest = ""] = readme.split(begin);
  const after = rest.slice(rest.indexOf(end));
  return `${before}${begin}\`\`\`\n$ npm run bench\n${comparison}\`\`\`\n${after}`;
}
