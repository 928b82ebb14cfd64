import yoctoSpinner from "yocto-spinner";

import { painted } from "../report/terminal/painted.ts";
import { hasPassed } from "../result/run-result.ts";
import type { Job, Ran } from "../suite/job.ts";
import { TimeLeft } from "./time-left.ts";

/**
 * What a user sees on stderr while runs are under way: a line per run that ended, and on a terminal how many are left and for how long.
 * Without a terminal nothing moves, and of many runs only those that failed have a line, and now and then how far it is.
 */
export type Progress = ReturnType<typeof showProgress>;

/** How often there is a line about how far it is, where nothing moves. */
const lineEveryMs = 10_000;
/** So many runs are told one by one, also where nothing moves. */
const fewRuns = 30;

export function showProgress(
  total: number,
  {
    stream = process.stderr,
    nowMs = () => performance.now(),
  }: { stream?: NodeJS.WriteStream; nowMs?: () => number } = {},
) {
  const moves = stream.isTTY && process.env["TERM"] !== "dumb" && !("CI" in process.env);
  // Signals are for the run: it stops cleanly, and the spinner with it.
  const spinner = yoctoSpinner({ text: `0 of ${total} runs`, handleSignals: false, stream });
  const start = (): void => void (moves && spinner.start());
  // However the process ends, the terminal gets its cursor back.
  const stop = (): void => void spinner.stop();
  process.once("exit", stop);
  start();
  const timeLeft = new TimeLeft(total, nowMs());
  let ended = 0;
  let latest = "";
  const text = (): string =>
    [`${ended} of ${total} runs`, timeLeft.text(nowMs()), latest]
      .filter((part) => part !== "")
      .join(", ");
  const show = (): void => {
    if (moves) spinner.text = text();
  };
  const line = (said: string): void => void stream.write(`${said}\n`);
  const nowAndThen = moves ? (): void => {} : sparing(line, nowMs);
  return {
    begun: (job: Job): void => {
      latest = /([^/\\]+)\.[a-z]+$/.exec(job.scenarioFile)?.[1] ?? job.scenarioFile;
      show();
    },
    ended: (ran: Ran): void => {
      ended += 1;
      timeLeft.ended(ran.wallMs);
      if (moves || total <= fewRuns || !hasPassed(ran.result)) line(endedText(ran, stream));
      show();
      if (total > fewRuns && ended < total) nowAndThen(text());
    },
    say: line,
    /** Stands still while somebody is asked something. */
    aside: async (ask: () => Promise<void>): Promise<void> => {
      stop();
      await ask();
      start();
    },
    /** How far a long step is. */
    step: (said: string): void => {
      if (moves) spinner.text = said;
      nowAndThen(said);
    },
    close: (): void => {
      stop();
      process.off("exit", stop);
    },
  };
}

/** Says something only when nothing was said for a while. */
function sparing(say: (text: string) => void, nowMs: () => number): (text: string) => void {
  let saidAtMs = nowMs();
  return (text) => {
    if (nowMs() - saidAtMs < lineEveryMs) return;
    saidAtMs = nowMs();
    say(text);
  };
}

function endedText({ result, wallMs }: Ran, stream: NodeJS.WriteStream): string {
  const { name, setup, verdict, durationMs } = result;
  const isGood = hasPassed(result);
  const sign = isGood ? painted("green", "ok  ", stream) : painted("red", "FAIL", stream);
  return `${sign} ${name}, seed ${setup?.seed}: ${verdict.verdict}${isGood ? ", as expected" : ""}, ${(durationMs / 1000).toFixed(0)} s of service time in ${(wallMs / 1000).toFixed(1)} s`;
}
