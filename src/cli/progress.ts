import { styleText } from "node:util";

import ora from "ora";

import { hasPassed } from "../result/run-result.ts";
import type { Job, Ran } from "../suite/job.ts";

/** What a user sees on stderr while runs are under way: a line per run that ended, and on a terminal a spinner. */
export type Progress = ReturnType<typeof showProgress>;

/** How often a step's progress is a line of its own where there is no spinner to show it. */
const stepLineEveryMs = 10_000;

export function showProgress(total: number) {
  const spinner = ora({
    stream: process.stderr,
    discardStdin: false,
    // On a terminal that says it has no columns, ora would clear lines for ever.
    ...(process.stderr.columns === 0 && { isEnabled: false }),
  }).start(`0 of ${total} runs`);
  let ended = 0;
  let latest = "";
  let lastStepLineAtMs = performance.now();
  const show = (): void => {
    spinner.text = `${ended} of ${total} runs${latest === "" ? "" : `, ${latest}`}`;
  };
  const line = (text: string): void => {
    spinner.clear();
    process.stderr.write(`${text}\n`);
    if (spinner.isSpinning) spinner.render();
  };
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
        `${sign} ${name}, seed ${setup?.seed}: ${verdict.verdict}, ${(durationMs / 1000).toFixed(0)} s of service time in ${(wallMs / 1000).toFixed(1)} s`,
      );
      show();
    },
    say: line,
    /** Stands still while somebody is asked something. */
    aside: async (ask: () => Promise<void>): Promise<void> => {
      spinner.stop();
      await ask();
      spinner.start();
    },
    /** How far a long step is. */
    step: (text: string): void => {
      spinner.text = text;
      if (spinner.isSpinning || performance.now() - lastStepLineAtMs < stepLineEveryMs) return;
      lastStepLineAtMs = performance.now();
      line(text);
    },
    close: (): void => {
      spinner.stop();
    },
  };
}
