/** `npm run failures`: runs the failure library, prints its table and writes docs/FAILURES.md. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { failuresPage } from "../src/report/markdown/failures-page.ts";
import { failurePairsOf } from "../src/result/failure-pairs.ts";
import { readResult } from "../src/result/read-result.ts";
import { runsOf } from "../src/result/suite-result.ts";

const command = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const page = new URL("../docs/FAILURES.md", import.meta.url);

const folder = mkdtempSync(join(tmpdir(), "convoy-failures-"));
try {
  const args = [command, "bench", "--suite", "failures", "--seed", "1", "--out", folder, "--force"];
  execFileSync(process.execPath, args, { stdio: "inherit" });
  const suite = readResult(join(folder, "result.json"));
  writeFileSync(page, failuresPage(failurePairsOf(runsOf(suite))));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
