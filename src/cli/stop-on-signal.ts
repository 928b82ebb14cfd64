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

/** Those who stop cleanly by themselves. */
let guards = 0;
let exits = false;

/**
 * From now on what is to be done at the end of the process is done at a signal too that nobody stops cleanly for: what was prepared for
 * nothing is taken away again.
 */
export function exitOnSignal(): void {
  if (exits) return;
  exits = true;
  for (const signal of signals) {
    process.on(signal, () => {
      if (guards > 0) return;
      process.emit("exit", exitCodes.interrupted);
      // Not `process.exit`, which would wait for whatever is being read: perhaps a pipe that nobody writes into.
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  }
}

/** The first signal stops cleanly, the second at once. */
export function stopOnSignal(stop: () => void): Interruption {
  let happened = false;
  guards += 1;
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
      guards -= 1;
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
