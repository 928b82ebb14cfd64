import { stripVTControlCharacters } from "node:util";

export type Align = "left" | "right";

/** Columns padded to their widest cell; numbers (right) or text (left). */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[],
): string {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => visibleLength(row[column] ?? ""))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const padding = " ".repeat(Math.max(0, widths[column]! - visibleLength(cell)));
        return align[column] === "right" ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd();
  return [line(header), ...rows.map(line)].join("\n");
}

/** Characters as a terminal shows them. */
export function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
