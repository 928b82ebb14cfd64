import { styleText } from "node:util";

import yoctoSpinner from "yocto-spinner";

import { hasPassed } from "../result/run-result.ts";
import type { Job, Ran } from "../suite/job.ts";

/** What a user sees on stderr while runs are under way: a line per run that ended, and on a terminal a spinner. */
export type Progress = ReturnType<typeof showProgress>;

/** How often a step's progress is a line of its own where there is no spinner to show it. */
const stepLineEveryMs = 10_000;

export function showProgress(total: number) {
  const isShown = process.stderr.isTTY && process.env["TERM"] !== "dumb" && !("CI" in process.env);
  // Signals are for the run: it stops cleanly, and the spinner with it.
  const spinner = yoctoSpinner({ text: `0 of ${total} runs`, handleSignals: false });
  const start = (): void => void (isShown && spinner.start());
  // However the process ends, the terminal gets its cursor back.
  const stop = (): void => void spinner.stop();
  process.once("exit", stop);
  start();
  let ended = 0;
  let latest = "";
  let lastStepLineAtMs = performance.now();
  const show = (): void => {
    if (isShown) spinner.text = `${ended} of ${total} runs${latest === "" ? "" : `, ${latest}`}`;
  };
  const line = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    begun: (job: Job): void => {
      latest = /([^/\\]+)\.[a-z]+$/.exec(job.scenarioFile)?.[1] ?? job.scenarioFile;
      show();
    },
    ended: ({ result, wallMs }: Ran): void => {
      ended += 1;
      const { name, setup, verdict, durationMs } = result;
      const sign = hasPassed(result) ? styleText("green", "ok  ") : styleText("red", "FAIL");
      line(
        `${sign} ${name}, seed ${setup?.seed}: ${verdict.verdict}${hasPassed(result) ? ", as expected" : ""}, ${(durationMs / 1000).toFixed(0)} s of service time in ${(wallMs / 1000).toFixed(1)} s`,
      );
      show();
    },
    say: line,
    /** Stands still while somebody is asked something. */
    aside: async (ask: () => Promise<void>): Promise<void> => {
      stop();
      await ask();
      start();
    },
    /** How far a long step is. */
    step: (text: string): void => {
      if (isShown) spinner.text = text;
      if (isShown || performance.now() - lastStepLineAtMs < stepLineEveryMs) return;
      lastStepLineAtMs = performance.now();
      line(text);
    },
    close: (): void => {
      stop();
      process.off("exit", stop);
    },
  };
}
