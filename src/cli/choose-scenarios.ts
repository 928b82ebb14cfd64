import { readFileSync } from "node:fs";

import { beyondCapacity } from "../cost/beyond.ts";
import { figureColumns } from "../result/summary-row.ts";
import { loadScenarios, type ScenarioFile } from "../scenario/load.ts";
import type { Override } from "../scenario/overrides.ts";
import { planWorkload } from "../workload/plan.ts";
import { forgetLatest, shareLatest } from "../workload/read-trace.ts";

/** The scenarios that the patterns name; what is odd about them is said on stderr. Throws InputError for what is wrong with them. */
export async function chooseScenarios(
  patterns: readonly string[],
  seed: number,
  overrides: readonly Override[] = [],
): Promise<readonly ScenarioFile[]> {
  const files = await loadScenarios(patterns, figureColumns, overrides);
  for (const warning of files.flatMap(({ warnings }) => warnings)) {
    console.error(`convoy: warning: ${warning}`);
  }
  for (const note of files.flatMap(({ scenario }) => beyondCapacity(scenario))) {
    console.error(`convoy: more than it can do: ${note}`);
  }
  checkTraces(files, seed);
  return files;
}

/** Bytes of a trace that take more than a moment. */
const longToRead = 10_000_000;

/** Finds the faults of a trace before anything is begun or written. What was read is what all runs replay. */
function checkTraces(files: readonly ScenarioFile[], seed: number): void {
  const traces = files
    .map(({ scenario }) => scenario.workload)
    .filter(({ kind }) => kind === "trace");
  const different = new Map(traces.map((workload) => [JSON.stringify(workload), workload]));
  const said = new Set<string>();
  const read = (file: string): Uint8Array => {
    const bytes = readFileSync(file);
    if (bytes.length > longToRead && !said.has(file)) {
      console.error(`convoy: reading ${file}, ${Math.round(bytes.length / 1e6)} MB`);
    }
    said.add(file);
    return bytes;
  };
  for (const workload of different.values()) {
    planWorkload(workload, seed, read, showRows());
    shareLatest();
  }
  forgetLatest();
}

const patienceMs = 1000;

/** A line on stderr every second, once it takes longer than one. */
function showRows(): (count: number) => void {
  let saidMs = performance.now();
  return (count) => {
    if (performance.now() - saidMs < patienceMs) return;
    saidMs = performance.now();
    console.error(`convoy: reading the trace: ${count} rows`);
  };
}
