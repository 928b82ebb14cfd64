import { checkedText, closerLook, eventsOf, newColumnsText } from "../baseline/finding-words.ts";
import type { Finding, Judged } from "../baseline/judge-baseline.ts";
import { cellText, columnText, howMuchText } from "../change-words.ts";
import { codeBlock, markdownTable, markdownText } from "./markdown-text.ts";

/** A comment on a pull request may have 65,536 characters. */
const mostShown = 10;
const mostChanges = 20;
const mostBrief = 200;

/** What is not as in the baseline, for a pull request or a job's summary. */
export function checkMarkdown(judged: Judged, baseline: string): string {
  const { findings } = judged;
  const [shown, brief] = [findings.slice(0, mostShown), findings.slice(mostShown)];
  const said = newColumnsText(judged);
  const parts = [
    [
      `## ${findings.length === 0 ? "✔" : "✘"} Convoy: ${markdownText(checkedText(judged, baseline))}`,
    ],
    said === undefined ? [] : [markdownText(said)],
    ...shown.map(findingLines),
    brief
      .slice(0, mostBrief)
      .map(({ scenario, says }) => `- ${markdownText(`${scenario}: ${says}`)}`),
    brief.length > mostBrief ? [`And ${brief.length - mostBrief} more.`] : [],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n").trimEnd())
    .join("\n\n")}\n`;
}

function findingLines(finding: Finding): readonly string[] {
  const { scenario, says, changes, details } = finding;
  const closer = closerLook(finding);
  const code = [...eventsOf(finding), ...(closer === undefined ? [] : [closer])];
  return [
    `### ${markdownText(scenario)}: ${markdownText(says)}`,
    "",
    ...details.map((line) => `- ${markdownText(line)}`),
    ...(details.length === 0 ? [] : [""]),
    ...(changes.length === 0
      ? []
      : [
          ...markdownTable(
            ["column", "baseline", "now", "change"],
            ["left", "right", "right", "right"],
            changes
              .slice(0, mostChanges)
              .map((change) =>
                [
                  columnText(change),
                  cellText(change.before),
                  cellText(change.after),
                  howMuchText(change),
                ].map(markdownText),
              ),
          ),
          ...(changes.length > mostChanges
            ? ["", `And ${changes.length - mostChanges} more figures.`]
            : []),
          "",
        ]),
    ...(code.length === 0 ? [] : codeBlock(code)),
  ];
}
