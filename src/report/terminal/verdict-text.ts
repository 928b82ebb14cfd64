import { counted, countedAs } from "../../counted.ts";
import { anomalyKinds, type Verdict, type VerdictWord } from "../../result/run-result.ts";
import { painted } from "./painted.ts";
import { plain } from "./plain.ts";

const colours = { valid: "green", invalid: "red", unknown: "yellow" } as const;
/** Most pieces of evidence on the terminal; anomalies.csv has them all. */
const mostShown = 10;

export function verdictWord(verdict: VerdictWord): string {
  return painted(colours[verdict], verdict);
}

/** A verdict for the terminal: the word, why, what was looked at, counts and the first evidence. */
export function verdictText(verdict: Omit<Verdict, "countsByKey">): string {
  const { checked } = verdict;
  const counts = anomalyKinds.filter((kind) => verdict.counts[kind] > 0);
  return [
    verdictWord(verdict.verdict),
    ...verdict.reasons.map((reason) => `  ${plain(reason)}`),
    `${counted(checked.records, "record")}: ${counted(checked.keys, "key")}, ${counted(checked.sends, "send")}, ${countedAs(checked.deliveries, "delivery", "deliveries")}, ${counted(checked.effects, "effect")}`,
    ...counts.map((kind) => `  ${kind}: ${verdict.counts[kind]}`),
    ...verdict.evidence
      .slice(0, mostShown)
      .map(({ kind, detail }) => `  ${kind}: ${plain(detail)}`),
    ...(verdict.evidence.length > mostShown
      ? [
          `  … and ${countedAs(verdict.evidence.length - mostShown, "more piece", "more pieces")} of evidence`,
        ]
      : []),
  ].join("\n");
}
