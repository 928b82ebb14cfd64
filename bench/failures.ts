/**
 * `npm run failures`: runs the failure library, prints its table and writes docs/FAILURES.md. With `--pair hot-truck` (more than once, if
 * you like), `--seed` or `--repeats` it writes nothing, and says of which pairs a run shows more or less than it claims.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { failuresPage } from "../src/report/markdown/failures-page.ts";
import { failurePairsOf } from "../src/result/failure-pairs.ts";
import { readResult } from "../src/result/read-result.ts";
import { runsOf } from "../src/result/suite-result.ts";
import { runConvoy, scratchFolder } from "./convoy-command.ts";
import { inexact } from "./failures/exact.ts";

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

const folder = scratchFolder("failures");
const args = ["bench", ...which, "--seed", seed, "--repeats", repeats, "--out", folder];
const code = await runConvoy([...args, "--force"]);
// 1: an expectation did not hold, and is told below; whatever else it was, the command has said.
if (code !== 0) process.exitCode = code;
if (code <= 1) tell();

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
