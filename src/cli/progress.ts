import { styleText } from "node:util";

import ora from "ora";

import type { RunReport } from "../report/run-report.ts";
import type { Job } from "../run/job.ts";

/** What a user sees on stderr while runs are under way: a line per run that ended, and on a terminal a spinner. */
export type Progress = ReturnType<typeof showProgress>;

export function showProgress(total: number) {
  const spinner = ora({
    stream: process.stderr,
    discardStdin: false,
    // On a terminal that says it has no columns, ora would clear lines for ever.
    ...(process.stderr.columns === 0 && { isEnabled: false }),
  }).start(`0 of ${total} runs`);
  let ended = 0;
  let latest = "";
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
    ended: (report: RunReport): void => {
      ended += 1;
      const { summary } = report;
      const sign = summary.passed === true ? styleText("green", "ok  ") : styleText("red", "FAIL");
      line(
        `${sign} ${summary.scenario}, seed ${summary.seed}: ${summary.verdict}, ${(report.durationMs / 1000).toFixed(0)} s of service time in ${(report.wallMs / 1000).toFixed(1)} s`,
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
    close: (): void => {
      spinner.stop();
    },
  };
}
