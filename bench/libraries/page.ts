import { cellText } from "./cell-text.ts";
/** docs/LIBRARIES.md: client libraries under the same few cases. */
import type { Cell } from "./cell.ts";
import { type Case, cases, type Chapter, type Place, type Row } from "./row.ts";

export interface LibrariesFacts {
  /** Version of an installed package. */
  readonly versionOf: (name: string) => string;
  /** Line in which a place is, from 1. */
  readonly lineOf: (place: Place) => number;
  readonly seeds: number;
}

type Cells = ReadonlyMap<string, Cell>;

export const cellName = (row: Row, name: Case): string => `${row.id} ${name}`;

export function librariesPage(
  chapters: readonly Chapter[],
  cells: Cells,
  facts: LibrariesFacts,
): string {
  return `${[
    "# Client libraries",
    introduction(facts.seeds),
    ...chapters.map((chapter) => chapterText(chapter, cells, facts)),
    "## Again",
    "`npm run libraries` writes this page. One cell, with what broke and the history around it:",
    "```sh\nnpm run libraries -- --cell sqs-consumer/batch-of-10 --case happy --seed 1\n```",
  ].join("\n\n")}\n`;
}

function introduction(seeds: number): string {
  const list = Object.entries(cases).map(([name, text]) => `\`${name}\`: ${text}`);
  return [
    `What popular libraries do to the order of a key, each in the ways in which it can be used, under one case at a time: ${list.join("; ")}. Three trucks, two events a second each, a backlog at the start; a handler of 0.1 s, in \`slow\` of 1 s with a visibility timeout of 6 s.`,
    `Every cell is ${seeds} runs (seeds 1 … ${seeds}) of the library itself, unchanged, on Convoy's model of SQS and Kinesis in virtual time: **modelled**, nothing was measured on AWS. **kept**: each truck's events were worked on in order and none was lost, in every run; *repeats*: some were done more than once, which at-least-once allows. **In bold** is what the guarantee \`ordered\` forbids and the lowest seed that shows it shows, in how many of the runs. *open*: nothing is claimed, since not all was done in five minutes, or a send was under way when its sender died. **·**: not the library's affair here.`,
    "A library that breaks the order of a key in one use may be the right one in another: most of them promise no order, and say so. What their documents leave to the caller is marked †, what explains a cell stands below its table, with the line of the library.",
  ].join("\n\n");
}

function chapterText({ text, rows }: Chapter, cells: Cells, facts: LibrariesFacts): string {
  const packages = [...new Set(rows.map((row) => row.package))];
  const versions = packages.map((name) => `${name} ${facts.versionOf(name)}`).join(", ");
  const names = Object.keys(cases).filter((name) =>
    rows.some((row) => !row.without.includes(name as Case)),
  ) as Case[];
  const head = `| \`--cell\` | use | ${names.join(" | ")} |\n|---|---|${names.map(() => "---").join("|")}|`;
  const body = rows.map((row) => {
    const results = names.map((name) => {
      const cell = cells.get(cellName(row, name));
      return cell === undefined ? "·" : cellText(cell);
    });
    const mark = row.duty === undefined ? "" : " †";
    return `| \`${row.id}\` | ${row.use}${mark} | ${results.join(" | ")} |`;
  });
  return [`## ${versions}`, text, [head, ...body].join("\n"), [...remarks(rows, facts)].join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

function* remarks(rows: readonly Row[], { lineOf }: LibrariesFacts): Generator<string> {
  const duties = new Map(rows.flatMap(({ duty }) => (duty ? [[duty.text, duty.place]] : [])));
  for (const [text, place] of duties) yield `- † ${text}: ${where(place, lineOf)}.`;
  for (const { id, because } of rows) {
    if (because === undefined) continue;
    yield `- \`${id}\`: ${because.text}: ${where(because.place, lineOf)}.`;
  }
}

function where(place: Place, lineOf: LibrariesFacts["lineOf"]): string {
  return `\`${place.file}\` line ${lineOf(place)}, \`${place.code.replaceAll("`", "")}\``;
}
