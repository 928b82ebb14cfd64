import { exitCodes } from "../errors.ts";

export interface Interruption {
  readonly happened: () => boolean;
  /** From now on a signal does what it does by itself. */
  readonly end: () => void;
}

/** Ctrl-C, a polite kill, and a terminal that is closed. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const lookForNpmEveryMs = 250;
/** As early as possible: npm may be gone before anybody listens. */
const parent = process.ppid;

/** The first signal stops cleanly, the second at once. */
export function stopOnSignal(stop: () => void): Interruption {
  let happened = false;
  const onSignal = (): void => {
    if (happened) process.exit(exitCodes.interrupted);
    happened = true;
    stop();
  };
  for (const signal of signals) process.on(signal, onSignal);
  const unwatch = whenNpmIsGone(() => {
    if (!happened) onSignal();
  });
  return {
    happened: () => happened,
    end: () => {
      unwatch();
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** npm passes a SIGTERM on to the shell of its script, which ends and leaves this process without a word. */
function whenNpmIsGone(then: () => void): () => void {
  if (process.env["npm_lifecycle_event"] === undefined) return () => {};
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, lookForNpmEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
