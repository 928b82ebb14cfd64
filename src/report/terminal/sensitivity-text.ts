import { counted } from "../../counted.ts";
import type { Sensitivity, TriedStatement } from "../../result/sensitivity.ts";
import { wrappedText } from "./wrapped.ts";

const widest = 80;

/** Which conclusions hold whatever is assumed, and which are open until they are measured on AWS. */
export function sensitivityText(sensitivity: Sensitivity): readonly string[] {
  const { comparison, variations, statements, untried } = sensitivity;
  const names = new Set(variations.map(({ assumption }) => assumption));
  const runs = variations.reduce((sum, variation) => sum + variation.runs.length, 0);
  const open = statements.filter(({ changes }) => changes.length > 0);
  return [
    ...wrapped(
      `what the conclusions of ${comparison} rest on: ${counted(names.size, "assumption")} otherwise, each by itself, in ${counted(variations.length, "variation")} and ${runs} more ${runs === 1 ? "run" : "runs"}`,
      "",
    ),
    ...statements.flatMap(statementLines),
    ...wrapped(
      open.length === 0
        ? `all ${statements.length} hold in every variation`
        : `open until it is measured on AWS: ${open.length} of ${statements.length}; the others hold in every variation`,
      "",
    ),
    ...untriedLines(untried),
  ];
}

function statementLines({ says, changes }: TriedStatement): readonly string[] {
  return [
    ...wrapped(`${changes.length === 0 ? "holds" : "OPEN "}  ${says}`, "       "),
    ...changes.flatMap(({ assumption, label, instead }) =>
      wrapped(`         ${assumption} ${label}: ${instead}`, "           "),
    ),
  ];
}

/** Why some were not varied, those with the same reason together. */
function untriedLines(untried: Sensitivity["untried"]): readonly string[] {
  return [...Map.groupBy(untried, ({ why }) => why)].flatMap(([why, some]) =>
    wrapped(
      `not varied, since ${why}: ${some.map(({ assumption }) => assumption).join(", ")}`,
      "  ",
    ),
  );
}

function wrapped(text: string, indent: string): readonly string[] {
  return wrappedText(text, widest, indent);
}
