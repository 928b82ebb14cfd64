/**
 * `npm run libraries`: client libraries of npm under test, and docs/LIBRARIES.md from what came of it; some minutes. `--cell ID --case
 * NAME --seed N` runs one and says what broke; `--only PART` runs and prints some rows.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { keepsOrder } from "../src/report/assertions/assertions.ts";
import { cellText } from "./libraries/cell-text.ts";
import { runCell, runOnce } from "./libraries/cell.ts";
import { chapters, rowOf } from "./libraries/chapters.ts";
import { lineOf, versionOf } from "./libraries/installed.ts";
import { cellName, librariesPage } from "./libraries/page.ts";
import { type Case, cases } from "./libraries/row.ts";

const { values } = parseArgs({
  options: {
    cell: { type: "string" },
    case: { type: "string", default: "happy" },
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "10" },
    only: { type: "string" },
  },
});
// What the libraries have to say to their users is no part of the answer.
console.warn = () => {};

if (values.cell === undefined) await writePage(Number(values.seeds));
else await showCell(values.cell, values.case as Case, Number(values.seed));

async function showCell(id: string, name: Case, seed: number): Promise<void> {
  const row = rowOf(id);
  if (row === undefined || !(name in cases)) {
    const ids = chapters.flatMap(({ rows }) => rows.map((one) => one.id));
    console.error(`--cell: ${ids.join(", ")}\n--case: ${Object.keys(cases).join(", ")}`);
    process.exit(2);
  }
  const result = await runOnce(row, name, seed);
  const { pass, message } = keepsOrder(result);
  console.log(`${id}, ${cases[name]}, seed ${seed}: ${result.verdict.verdict}`);
  if (!pass) console.log(message);
}

async function writePage(seeds: number): Promise<void> {
  const cells = new Map<string, Awaited<ReturnType<typeof runCell>>>();
  for (const row of chapters.flatMap(({ rows }) => rows)) {
    if (values.only !== undefined && !row.id.includes(values.only)) continue;
    for (const name of Object.keys(cases) as Case[]) {
      if (row.without.includes(name)) continue;
      const cell = await runCell(row, name, seeds);
      cells.set(cellName(row, name), cell);
      console.log(`${cellName(row, name)}: ${cellText(cell)}`);
    }
  }
  if (values.only !== undefined) return;
  writeFileSync("docs/LIBRARIES.md", librariesPage(chapters, cells, { versionOf, lineOf, seeds }));
}
