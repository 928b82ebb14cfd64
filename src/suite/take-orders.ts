/**
 * A worker thread: one job after the other, as long as each leaves the thread as it found it. Virtual time is global to a thread, so
 * one run at a time.
 */
import { parentPort } from "node:worker_threads";

import { fakedGlobals } from "../clock/virtual-time.ts";
import { ConvoyError, exitCodes } from "../errors.ts";
import { hasCustomCode } from "../scenario/custom-code.ts";
import { loadAnew } from "../scenario/import-scenario.ts";
import type { Entry } from "../targets/ledger.ts";
import { takeTraces } from "../workload/shared-traces.ts";
import { executeJob } from "./execute-job.ts";
import type { JobAnswer, JobOrder, Ran } from "./job.ts";

const atStart = fakedGlobals.map((name) => globalThis[name]);
const nameCount = Reflect.ownKeys(globalThis).length;
const [random, hrtime] = [Math.random, process.hrtime];

function say(answer: JobAnswer): void {
  parentPort?.postMessage(answer);
}

async function answer({ job, stopFlag, traces, account }: JobOrder): Promise<JobAnswer> {
  takeTraces(traces);
  const flag = new Int32Array(stopFlag);
  const dealings = account && {
    terms: account,
    onChange: (entry: Entry) => say({ type: "entry", entry }),
  };
  let hasBegun = false;
  const begun = (): void => {
    hasBegun = true;
    say({ type: "begun" });
  };
  try {
    const ran = await executeJob(job, flag, dealings, begun);
    const isOver = ran.result.failure === undefined && Atomics.load(flag, 0) === 0;
    return { type: "ran", ran, isClean: isOver && isClean() && forgets(ran) };
  } catch (error) {
    if (Atomics.load(flag, 0) !== 0) return { type: "stopped" };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const exitCode = error instanceof ConvoyError ? error.exitCode : undefined;
    // A scenario that is refused has done nothing but be read.
    const isRefused = !hasBegun && exitCode === exitCodes.usage;
    return {
      type: "error",
      message,
      exitCode,
      stack,
      isClean: isRefused && isClean() && loadAnew(),
    };
  }
}

/** Whether what modules of the user's remember ends with the run. */
function forgets({ result: { setup } }: Ran): boolean {
  if (setup === undefined) return true;
  const { scenario } = setup;
  const hasCode = hasCustomCode(scenario) || scenario.workload.encode !== undefined;
  return !hasCode || loadAnew();
}

/** Whether the next run finds the thread as the first did. */
function isClean(): boolean {
  if (Reflect.ownKeys(globalThis).length !== nameCount) return false;
  const isAsBefore = fakedGlobals.every((name, index) => globalThis[name] === atStart[index]);
  return isAsBefore && Math.random === random && process.hrtime === hrtime;
}

/** From now on the thread does what it is told. */
export function takeOrders(): void {
  parentPort?.on("message", (order: JobOrder) => {
    void answer(order).then(say);
  });
}
