/** The worker thread: one job, then the end of the thread. Virtual time is global to a thread, so every run has its own. */
import { parentPort, workerData } from "node:worker_threads";

import { ConvoyError } from "../errors.ts";
import { executeJob } from "./execute-job.ts";
import type { JobAnswer, WorkerStart } from "./job.ts";

const { job, stopFlag } = workerData as WorkerStart;

async function answer(): Promise<JobAnswer> {
  const flag = new Int32Array(stopFlag);
  try {
    return { type: "ran", ran: await executeJob(job, flag) };
  } catch (error) {
    if (Atomics.load(flag, 0) !== 0) return { type: "stopped" };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const exitCode = error instanceof ConvoyError ? error.exitCode : undefined;
    return { type: "error", message, exitCode, stack };
  }
}

parentPort?.postMessage(await answer());
