import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { cellText } from "../../bench/libraries/cell-text.ts";
import { runCell } from "../../bench/libraries/cell.ts";
import { chapters, rowOf } from "../../bench/libraries/chapters.ts";
import { lineOf, versionOf } from "../../bench/libraries/installed.ts";
import { librariesPage } from "../../bench/libraries/page.ts";
import type { Case } from "../../bench/libraries/row.ts";

const page = readFileSync(new URL("../../docs/LIBRARIES.md", import.meta.url), "utf8");
const rows = chapters.flatMap((chapter) => chapter.rows);

function cellOnPage(id: string, name: Case): string | undefined {
  const lines = page.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`| \`${id}\` |`));
  const head = lines.findLast((line, index) => index < at && line.startsWith("| `--cell`"));
  const column = head?.split(" | ").indexOf(name) ?? -1;
  return lines[at]?.split(" | ")[column]?.replace(/ \|$/, "");
}

describe("the page of client libraries", () => {
  it("is of the versions that are installed", () => {
    for (const { package: name } of rows) expect(page).toContain(`${name} ${versionOf(name)}`);
  });

  it("names lines that are there", () => {
    for (const { duty, because } of rows) {
      for (const remark of [duty, because]) {
        if (remark === undefined) continue;
        const { file } = remark.place;
        expect(page).toContain(`\`${file}\` line ${lineOf(remark.place)}`);
      }
    }
  });

  it("has every row, under names that differ", () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { id } of rows) expect(page).toContain(`| \`${id}\` |`);
  });

  // One break and one hold of each library; `npm run libraries` runs all.
  it.each<[string, Case]>([
    ["sqs-consumer/batch-of-10", "happy"],
    ["sqs-consumer/handle-batch", "fails"],
    ["squiss-ts/default", "happy"],
    ["squiss-ts/one-in-flight", "fails"],
    ["message-queue-toolkit/batch-of-10", "happy"],
    ["message-queue-toolkit/throws", "fails"],
    ["powertools/fifo-skip-group", "fails"],
    ["powertools/fifo-sync", "fails"],
    ["powertools/batch-on-fifo-in-order", "fails"],
    ["powertools/kinesis", "happy"],
    ["middy/all-settled", "happy"],
    ["middy/in-order", "fails"],
    ["sqs-producer/one-by-one", "throttled"],
    ["sqs-producer/without-waiting", "throttled"],
  ])("says what the first seed of %s shows, %s", async (id, name) => {
    const text = cellText(await runCell(rowOf(id)!, name, 1));
    const onPage = cellOnPage(id, name);
    expect(onPage?.replace(/ \d+\/\d+, /, " ")).toBe(text.replace(/ \d+\/\d+, /, " "));
  });

  it("says kept, broken and open for what they are", () => {
    const cell = { seeds: 4, broken: [], open: [], anomalies: [], hasRepeats: false };
    expect(cellText(cell)).toBe("kept");
    expect(cellText({ ...cell, hasRepeats: true })).toBe("kept, repeats");
    expect(cellText({ ...cell, open: [2, 3] })).toBe("open 2/4, seed 2");
    expect(cellText({ ...cell, open: [1], broken: [3], anomalies: ["overtake"] })).toBe(
      "**overtake** 1/4, seed 3",
    );
    const facts = { versionOf: () => "1.0", lineOf: () => 7, seeds: 4 };
    const text = librariesPage([{ text: "One.", rows: [rows[0]!] }], new Map(), facts);
    expect(text).toContain("## sqs-consumer 1.0");
    expect(text).toContain("| · | · |");
  });
});
