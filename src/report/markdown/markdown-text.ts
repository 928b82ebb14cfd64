import { printable } from "../../printable.ts";

/** Text as Markdown shows it, in a cell of a table too: nothing in it is markup, a link or somebody's name. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_~|[\]#]/g, (one) => `\\${one}`)
    .replaceAll("@", "&#64;");
}

/** A table with these alignments. */
export function markdownTable(
  header: readonly string[],
  align: readonly ("left" | "right")[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(header),
    `|${align.map((side) => (side === "right" ? "--:" : "---")).join("|")}|`,
    ...rows.map(line),
  ];
}

/** Lines as they are; the fence is longer than any within. */
export function codeBlock(lines: readonly string[]): readonly string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map(length));
  const fence = "`".repeat(longest + 1);
  return [fence, ...lines.map((line) => printable(line)), fence];
}

function length(text: string): number {
  return text.length;
}
