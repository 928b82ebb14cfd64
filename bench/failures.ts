/**
 * `npm run failures`: runs the failure library, prints its table and writes docs/FAILURES.md. With `--pair hot-truck` (more than once, if
 * you like), `--seed` or `--repeats` it writes nothing, and says of which pairs a run shows more or less than it claims.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { failuresPage } from "../src/report/markdown/failures-page.ts";
import { failurePairsOf } from "../src/result/failure-pairs.ts";
import { readResult } from "../src/result/read-result.ts";
import { runsOf } from "../src/result/suite-result.ts";
import { inexact } from "./failures/exact.ts";

const command = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const page = new URL("../docs/FAILURES.md", import.meta.url);

const { values } = parseArgs({
  options: {
    pair: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: "1" },
    repeats: { type: "string", default: "1" },
  },
});
const { pair, seed, repeats } = values;
const which =
  pair.length === 0
    ? ["--suite", "failures"]
    : pair.flatMap((what) => ["--scenario", `${what}-breaks*`, "--scenario", `${what}-holds*`]);
const isWhole = pair.length === 0 && seed === "1" && repeats === "1";

const folder = mkdtempSync(join(tmpdir(), "convoy-failures-"));
try {
  const args = ["bench", ...which, "--seed", seed, "--repeats", repeats, "--out", folder];
  try {
    execFileSync(process.execPath, [command, ...args, "--force"], { stdio: "inherit" });
  } catch (error) {
    const { status } = error as { readonly status?: number | null };
    if (typeof status !== "number") throw error;
    // 1: an expectation did not hold, and is told below; whatever else it was, the command has said.
    process.exitCode = status;
  }
  if (process.exitCode === undefined || process.exitCode === 1) tell();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tell(): void {
  const runs = runsOf(readResult(join(folder, "result.json")));
  let exact = 0;
  for (const run of runs) {
    const wrong = inexact(run);
    for (const line of wrong) console.error(`✘ ${run.name}, seed ${run.setup?.seed}: ${line}`);
    if (wrong.length === 0) exact += 1;
  }
  console.log(`${exact} of ${runs.length} runs are exact`);
  if (exact < runs.length) process.exitCode = 1;
  else if (isWhole) writeFileSync(page, failuresPage(failurePairsOf(runs)));
}
