import { checkedText, closerLook, eventsOf, newColumnsText } from "../baseline/finding-words.ts";
import type { Finding, Judged } from "../baseline/judge-baseline.ts";
import { columnText, howMuchText } from "../change-words.ts";
import { changeLines } from "./change-lines.ts";
import { painted } from "./painted.ts";
import { plain } from "./plain.ts";
import { wrappedText } from "./wrapped.ts";

/** More findings than these are told in a line each. */
const mostShown = 6;
/** Changes that such a line names. */
const mostNamed = 3;

/** What is not as in the baseline, the worst first. `columns`: characters in a line; absent: as many as it takes, and everything. */
export function checkText(
  judged: Judged,
  baseline: string,
  { columns: width = Infinity }: { readonly columns?: number } = {},
): string {
  const { findings } = judged;
  const shown = width === Infinity ? findings : findings.slice(0, mostShown);
  const said = newColumnsText(judged);
  const isGood = findings.length === 0;
  const sign = isGood ? painted("green", "✔") : painted("red", "✘");
  return [
    ...shown.flatMap((finding) => [...findingLines(finding, width), ""]),
    ...findings.slice(shown.length).flatMap((finding) => briefLines(finding, width)),
    ...(said === undefined ? [] : wrappedText(said, width, "  ")),
    ...marked(sign, checkedText(judged, baseline), width),
    ...(isGood ? [] : ["If that is meant: the same command with --update writes it down."]),
  ].join("\n");
}

function findingLines(finding: Finding, width: number): readonly string[] {
  const { scenario, says, changes, details } = finding;
  const closer = closerLook(finding);
  return [
    ...marked(painted("red", "✘"), `${scenario}: ${says}`, width),
    ...details.flatMap((line) => wrappedText(plain(`  ${line}`), width, "    ")),
    ...changeLines(changes, ["baseline", "now"], width),
    ...eventsOf(finding).flatMap((line) => wrappedText(plain(`  ${line}`), width, "      ")),
    // A command is copied: it is not broken.
    ...(closer === undefined ? [] : [`  look closer: ${closer}`]),
  ];
}

function briefLines({ scenario, says, changes }: Finding, width: number): readonly string[] {
  const named = changes
    .filter((change) => howMuchText(change) !== "")
    .slice(0, mostNamed)
    .map((change) => `${columnText(change)} ${howMuchText(change)}`);
  const text = [`✘ ${scenario}: ${says}`, ...named].join(", ");
  return wrappedText(plain(text), width, "  ");
}

/** The sign takes two characters, whatever its colour. */
function marked(sign: string, text: string, width: number): readonly string[] {
  const [first = "", ...rest] = wrappedText(plain(text), width - 2, "");
  return [`${sign} ${first}`, ...rest.map((line) => `  ${line}`)];
}
