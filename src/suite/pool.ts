import { EventEmitter } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

import { ConvoyError, InputError } from "../errors.ts";
import type { Account } from "../targets/account.ts";
import { sharedTraces } from "../workload/shared-traces.ts";
import type { Job, JobAnswer, JobOrder, Ran } from "./job.ts";
import { heapLimitMb } from "./memory.ts";

/** Runs jobs in worker threads, in the order they were asked for; a thread is used again for the next job. */
export interface Pool {
  /** Undefined when the pool was stopped before the run began, or too long before it was judged. */
  readonly run: (job: Job) => Promise<Ran | undefined>;
  /** Asks every run to stop and report what it has, soon; none is begun any more. */
  readonly stop: () => void;
  /** The runs that were under way and not judged soon enough after the stop. */
  readonly unjudged: readonly Job[];
}

/** Real milliseconds in which a run that is stopped is to be judged. One elsewhere than on the model gets longer: it deletes what it made. */
export const judgeWithinMs = 1200;

const workerFile = new URL(
  import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js",
  import.meta.url,
);

function newWorker(): Worker {
  const maxOldGenerationSizeMb = heapLimitMb();
  return new Worker(workerFile, {
    ...(maxOldGenerationSizeMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb } }),
  });
}

/** Threads that were begun before a pool asked for one. */
const ahead: Worker[] = [];

/** Begins a thread that loads what it needs while the command reads what it is to do: the next pool's first run has it. */
export function beginThread(): void {
  const worker = newWorker();
  worker.unref();
  ahead.push(worker);
}

/**
 * `width`: how many runs at once, at most. `account`: hears of what the runs create and spend; once it is closed none is begun any
 * more.
 */
export function openPool(
  onStart: (job: Job) => void = () => {},
  width = availableParallelism(),
  account: () => Account | undefined = () => undefined,
): Pool {
  const stopFlag = new SharedArrayBuffer(4);
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  const unjudged: Job[] = [];
  /** Ends runs that read or plan yet (`stop`), and cannot look whether they are to stop: a million rows take their time; then all (`late`). */
  const abandon = new EventEmitter();
  abandon.setMaxListeners(0);
  let free = width;
  let stopped = false;
  const acquire = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    run: async (job) => {
      await acquire();
      try {
        const dealings = job.target.kind === "embedded" ? undefined : account();
        if (stopped || dealings?.closedBecause !== undefined) return undefined;
        onStart(job);
        const order = { job, stopFlag, traces: sharedTraces() };
        return await inWorker(order, { idle, abandon, unjudged, account: dealings });
      } finally {
        release();
      }
    },
    stop: () => {
      stopped = true;
      Atomics.store(new Int32Array(stopFlag), 0, 1);
      for (const worker of idle.splice(0)) void worker.terminate();
      abandon.emit("stop");
      setTimeout(() => abandon.emit("late"), judgeWithinMs).unref();
    },
    unjudged,
  };
}

interface Surroundings {
  readonly idle: Worker[];
  readonly abandon: EventEmitter;
  readonly unjudged: Job[];
  readonly account: Account | undefined;
}

/** Has the job done in a thread, which is idle again afterwards if the run left it as it was; else it is ended. */
function inWorker(
  order: JobOrder,
  { idle, abandon, unjudged, account }: Surroundings,
): Promise<Ran | undefined> {
  const { job } = order;
  const worker = idle.pop() ?? ahead.pop() ?? newWorker();
  worker.ref();
  return new Promise((resolve, reject) => {
    const settle = (keep: boolean): void => {
      worker.off("message", answered).off("error", failed).off("exit", ended);
      abandon.off("stop", abandoned).off("late", tooLate);
      if (!keep) {
        void worker.terminate();
        return;
      }
      // An idle thread keeps no process alive.
      worker.unref();
      idle.push(worker);
    };
    const answered = (answer: JobAnswer): void => {
      if (answer.type === "entry") return account?.ledger.note(answer.entry);
      if (answer.type === "begun") return void abandon.off("stop", abandoned);
      settle(answer.type !== "stopped" && answer.isClean);
      switch (answer.type) {
        case "ran":
          return resolve(answer.ran);
        case "stopped":
          return resolve(undefined);
        case "error":
          return reject(jobError(answer));
      }
    };
    const failed = (error: unknown): void => {
      settle(false);
      const isFull = (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
      reject(isFull ? new InputError(outOfMemory(job)) : (error as Error));
    };
    const ended = (code: number): void => {
      reject(new Error(`the worker of ${job.scenarioFile} ended with code ${code}`));
    };
    const abandoned = (): void => {
      settle(false);
      resolve(undefined);
    };
    const tooLate = (): void => {
      unjudged.push(job);
      abandoned();
    };
    // Elsewhere than on the model something may be there by then.
    if (job.target.kind === "embedded") abandon.once("stop", abandoned).once("late", tooLate);
    worker.on("message", answered).on("error", failed).on("exit", ended);
    worker.postMessage({ ...order, ...(account && { account: account.terms }) });
  });
}

function outOfMemory({ scenario }: Job): string {
  return `${scenario}: took all the memory that it may have: give it fewer trucks, events, consumers or shards, or Node more (NODE_OPTIONS=--max-old-space-size=…)`;
}

function jobError(answer: Extract<JobAnswer, { type: "error" }>): Error {
  const error =
    answer.exitCode === undefined
      ? new Error(answer.message)
      : new ConvoyError(answer.message, answer.exitCode);
  if (answer.stack !== undefined) error.stack = answer.stack;
  return error;
}
