import type { ClockKind } from "../clock/clock.ts";
import type { Caveat, RunResult } from "../result/run-result.ts";
import type { Override } from "../scenario/overrides.ts";
import type { AccountTerms } from "../targets/account.ts";
import type { Entry } from "../targets/ledger.ts";
import type { TargetAddress } from "../targets/target.ts";
import type { SharedTraces } from "../workload/shared-traces.ts";

/** One run as a worker thread is told of it: plain data. */
export interface Job {
  readonly scenarioFile: string;
  /** Which of the file's scenarios. */
  readonly scenario: string;
  readonly overrides: readonly Override[];
  readonly seed: number;
  readonly target: TargetAddress;
  readonly clock: ClockKind;
  /** What the target does otherwise than AWS, as far as this scenario's figures depend on it. */
  readonly caveats?: readonly Caveat[];
  /** Write the history to this file as JSON lines. */
  readonly historyFile?: string;
}

/** A job that was done. */
export interface Ran {
  readonly result: RunResult;
  /** What it took here. */
  readonly wallMs: number;
  /** Why its history could not be written. */
  readonly historyFailure?: string;
}

/** What the worker says: that it has begun and any number of entries of the ledger, then one answer. */
export type JobAnswer =
  | { readonly type: "entry"; readonly entry: Entry }
  /** It runs, and looks whether it is to stop; before that it reads and plans. */
  | { readonly type: "begun" }
  | {
      readonly type: "ran";
      readonly ran: Ran;
      /** Whether the thread is as it was before, so that another run can have it. */
      readonly isClean: boolean;
    }
  /** The run was stopped before it had begun: there is nothing to judge. */
  | { readonly type: "stopped" }
  | {
      readonly type: "error";
      readonly message: string;
      readonly exitCode: number | undefined;
      readonly stack: string | undefined;
      /** As for one that ran. */
      readonly isClean: boolean;
    };

/** What a worker is told to do. */
export interface JobOrder {
  readonly job: Job;
  /** Int32 cell: not zero once the run is to stop. */
  readonly stopFlag: SharedArrayBuffer;
  /** What the process has read for all its threads. */
  readonly traces: SharedTraces;
  /** Where what is created and spent is counted. */
  readonly account?: AccountTerms;
}
