import {
  hasChanged,
  type ScenarioComparison,
  type SidesComparison,
} from "../../result/compare-sides.ts";
import { changedText, noiseNote, unlikeText } from "../change-words.ts";
import { changeLines } from "./change-lines.ts";
import { painted } from "./painted.ts";
import { plain } from "./plain.ts";
import { wrappedText } from "./wrapped.ts";

/** More changed scenarios than these are only named, but with `--all`. */
const mostShown = 12;
const mostNamed = 12;

/** What changed from A to B, the changed scenarios first. `columns`: characters in a line; absent: as many as it takes, and everything. */
export function compareText(
  comparison: SidesComparison,
  { columns: width = Infinity }: { readonly columns?: number } = {},
): string {
  const { before, after, unlike, scenarios, onlyBefore, onlyAfter, unstated } = comparison;
  const changed = scenarios.filter(hasChanged);
  const noisy = scenarios.filter((one) => !hasChanged(one) && one.columns.length > 0);
  const shown = width === Infinity ? changed : changed.slice(0, mostShown);
  const same = scenarios.filter((one) => !hasChanged(one) && one.columns.length === 0);
  const paragraph = (text: string): readonly string[] => wrappedText(plain(text), width, "  ");
  const list = (label: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : paragraph(`${label}: ${enumerated(names, width)}`);
  const names = (label: string, some: readonly ScenarioComparison[]): readonly string[] =>
    list(
      label,
      some.map(({ scenario }) => scenario),
    );
  return [
    ...paragraph(`A  ${before.name}`),
    ...paragraph(`B  ${after.name}`),
    ...unlike.flatMap((one) =>
      paragraph(unlikeText(one)).map((line) => (one.matters ? painted("red", line) : line)),
    ),
    ...list("columns that only one of them has", unstated),
    ...paragraph(changedText(comparison, changed.length)),
    ...shown.flatMap((one) => scenarioLines(one, width)),
    ...names("changed too (--all shows how)", changed.slice(shown.length)),
    ...noisy
      .slice(0, Math.max(0, mostShown - shown.length))
      .flatMap((one) => scenarioLines(one, width)),
    ...names("within noise", noisy),
    ...names("the same", same),
    ...list("only in A", onlyBefore),
    ...list("only in B", onlyAfter),
    ...(scenarios.some(({ way }) => way === "repeats") ? ["", ...paragraph(noiseNote)] : []),
  ].join("\n");
}

function enumerated(names: readonly string[], width: number): string {
  if (width === Infinity || names.length <= mostNamed) return names.join(", ");
  return `${names.slice(0, mostNamed).join(", ")} and ${names.length - mostNamed} more (--all)`;
}

function scenarioLines(one: ScenarioComparison, width: number): readonly string[] {
  const { scenario, asked, columns, same, way, runs } = one;
  const repeats = way === "exact" ? "" : ` (repeats: ${runs[0]} | ${runs[1]})`;
  return [
    "",
    ...wrappedText(plain(`${scenario}${repeats}`), width, "  "),
    ...asked.flatMap((line) => wrappedText(plain(`  asked: ${line}`), width, "    ")),
    ...changeLines(columns, ["A", "B"], width),
    ...(same === 0 ? [] : [`  the other ${same} figures are the same`]),
  ];
}
