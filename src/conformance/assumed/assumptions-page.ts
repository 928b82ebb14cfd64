import { adversityProfiles } from "../../emulator/assumed/adversity.ts";
import { type Assumption, assumptions } from "../../emulator/assumed/assumptions.ts";
import {
  defaultLatencyName,
  type LatencyProfileName,
  latencyProfiles,
} from "../../emulator/assumed/latency-profiles.ts";
import { modelOf, otherwise } from "../../emulator/assumed/model-options.ts";
import {
  type EndToEnd,
  isNear,
  type Path,
  published,
  publishedSource,
  tolerance,
} from "./published.ts";
import { invocation } from "./send-to-handler.ts";

/** What the model gives for each path, with one latency profile. */
export type Modelled = Readonly<Record<Path, EndToEnd>>;

const quantiles = ["p10Ms", "p50Ms", "p90Ms", "p99Ms"] as const;
/** Those with which a benchmark says something; `none` is for tests of rules. */
const shownProfiles = ["published-2022", "documented-only"] as const;

/** The page of assumptions as Markdown: nothing in it differs between two runs. */
export function assumptionsPage(
  modelled: Readonly<Record<(typeof shownProfiles)[number], Modelled>>,
) {
  return `${[
    "# Assumptions",
    "AWS documents quotas, order and errors, and hardly a latency. What it leaves open the model takes from what others measured or saw, and where nobody did, it is assumed. This page says which is which. It is written by `npm run assumptions`; a test holds it to the code.",
    "Every profile can be named: `--latency published-2022` (the default), `--latency documented-only`, or `--latency FILE` with what `convoy calibrate` measured on an account of yours.",
    "## From a send to a handler",
    `What was published: ${publishedSource}. The default profile is fitted to it: p10, p50 and p90 have to be within ${tolerance.quantile * 100} %, the p99 within a factor of ${tolerance.tail}. The invocation of the function (p50 ${invocation.p50Ms}, p99 ${invocation.p99Ms} ms) is assumed and no part of the model. \`documented-only\` has what AWS writes and nothing else: it is beside it to show how far that goes.`,
    endToEndTable(modelled),
    "## What is assumed",
    "The value is that of the default profile. *Otherwise* is what a sensitivity run tries; figures are columns of `summary.csv`.",
    table(
      ["Assumption", "Value", "Confidence", "Source", "Otherwise", "Designs", "Figures"],
      assumptions.map(assumptionRow),
    ),
    "## Profiles",
    table(
      ["Latency", "From"],
      (Object.keys(latencyProfiles) as LatencyProfileName[]).map((name) => [
        `\`${name}\`${name === defaultLatencyName ? " (default)" : ""}`,
        latencyProfiles[name].source,
      ]),
    ),
    table(
      ["Adversity", "From"],
      Object.entries(adversityProfiles).map(([name, { source }]) => [
        `\`${name}\`${name === "typical" ? " (default)" : ""}`,
        source,
      ]),
    ),
  ].join("\n\n")}\n`;
}

function endToEndTable(modelled: Readonly<Record<string, Modelled>>): string {
  const head = ["From a send to a handler, ms", "", "p10", "p50", "p90", "p99"];
  const rows = (Object.keys(published) as Path[]).flatMap((path) => [
    [published[path].title, "published", ...quantiles.map((key) => `${published[path][key]}`)],
    ...shownProfiles.map((name) => [
      "",
      `\`${name}\``,
      ...quantiles.map((key) => modelledCell(modelled[name]?.[path][key], path, key)),
    ]),
  ]);
  return table(head, rows);
}

function modelledCell(ms: number | undefined, path: Path, key: keyof EndToEnd): string {
  if (ms === undefined) return "–";
  const percent = Math.round((ms / published[path][key] - 1) * 100);
  const off = `${percent > 0 ? "+" : ""}${percent} %`;
  return `${ms.toFixed(0)} (${off})${isNear(key, ms, published[path][key]) ? "" : " far"}`;
}

function assumptionRow(assumption: Assumption): readonly string[] {
  const { name, what, source, confidence, figures, designs } = assumption;
  const others = otherwise(assumption).map(({ label }) => label);
  return [
    `**${name}**: ${what}`,
    assumption.value(modelOf({})),
    confidence,
    source,
    others.length === 0 ? "–" : others.join(", "),
    designs.join(", "),
    figures.length === 0 ? "none of a run" : figures.map((figure) => `\`${figure}\``).join(", "),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [head, head.map(() => "---"), ...rows].map(line).join("\n");
}
