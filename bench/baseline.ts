/** Makes results/baseline anew, and the part of the README that comes from it: `npm run baseline`. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

import { comparisonOf, withComparison } from "./readme-block.ts";

const folder = new URL("../results/baseline/", import.meta.url);
const readme = new URL("../README.md", import.meta.url);
const command = new URL("../src/cli/main.ts", import.meta.url).pathname;

execFileSync(
  process.execPath,
  [command, "bench", "--seed", "1", "--out", folder.pathname, "--force"],
  {
    stdio: "inherit",
  },
);
const comparison = comparisonOf(new URL("result.json", folder).pathname);
writeFileSync(new URL("comparison.txt", folder), comparison);
writeFileSync(readme, withComparison(readFileSync(readme, "utf8"), comparison));
