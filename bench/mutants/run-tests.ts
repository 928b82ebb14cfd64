/** Plain `vitest run` in a copy of the repository: a process of its own each time, so that nothing is left of the mutant before. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";

import type { Copy } from "./copy.ts";

export interface TestRun {
  /** `never ended`: a test that waited for something in vain; `no answer`: Vitest itself does not know. */
  readonly outcome: "passed" | "failed" | "never ended" | "no answer";
  /** Full name of the first test that failed; a file, when it could not be loaded; empty when none is known. */
  readonly failed: string;
  /** The file that it is in, where it is known. */
  readonly file?: string;
}

/**
 * CPU seconds of any one process, at least twice what the longest takes without a mutant: how busy the machine is does not matter to a loop
 * without end.
 */
const limitS = 40;
/** Some mutants wait forever, which costs no CPU; generous, since the machine may be busy. */
const longestS = 1200;

export async function runTests(
  { folder, temporary }: Copy,
  files: readonly string[],
): Promise<TestRun> {
  const report = join(temporary, "report.json");
  rmSync(report, { force: true });
  const vitest = "node_modules/vitest/vitest.mjs run --bail 1 --maxWorkers 1 --reporter json";
  const child = spawn(
    "sh",
    ["-c", `ulimit -t ${limitS}; exec "$0" ${vitest} --outputFile "$@"`, process.execPath].concat(
      report,
      files,
    ),
    {
      cwd: folder,
      // A group of its own, to be ended as a whole.
      detached: true,
      stdio: "ignore",
      env: { ...process.env, TMPDIR: temporary, NODE_OPTIONS: "--max-old-space-size=2048" },
    },
  );
  const end = (): void => {
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {
      // Nobody is left.
    }
  };
  process.once("exit", end);
  const timer = setTimeout(end, 1000 * longestS);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  // A worker in a loop without end does not see that its parent is gone.
  end();
  process.removeListener("exit", end);
  if (code === 0) return { outcome: "passed", failed: "" };
  return failureIn(report, folder);
}

interface Report {
  readonly testResults: readonly {
    /** Of the file. */
    readonly name: string;
    readonly status: string;
    /** Why it could not be loaded. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What is said of a test or a run that waited too long, as on a busy machine. */
const inVain = /timed out in \d+ms|the run is stuck|^no end$/i;
/** What is said of a worker that died or could not be had. */
const noWorker = /\[vitest|Worker (exited|terminated)|^\s*$/i;

function failureIn(file: string, folder: string): TestRun {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return { outcome: "no answer", failed: "" };
  }
  const all = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const test = relative(folder, name);
    const tests = assertionResults
      .filter((one) => one.status === "failed")
      .map((one) => ({ file: test, failed: one.fullName, why: one.failureMessages.join("\n") }));
    if (tests.length > 0 || status !== "failed") return tests;
    // Begun, and the worker was ended in the middle of it.
    const begun = assertionResults.find((one) => one.status === "pending");
    return [{ file: test, failed: begun?.fullName ?? test, why: begun ? "no end" : message }];
  });
  const known = all.filter(({ why }) => !noWorker.test(why));
  const sure = known.find(({ why }) => !inVain.test(why));
  const first = sure ?? known[0];
  if (first === undefined) return { outcome: "no answer", failed: "" };
  const outcome = sure === undefined ? "never ended" : "failed";
  return { outcome, failed: first.failed, file: first.file };
}
