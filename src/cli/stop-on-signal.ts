import { exitCodes } from "../errors.ts";

export interface Interruption {
  readonly happened: () => boolean;
  /** From now on a signal does what it does by itself. */
  readonly end: () => void;
}

/** Ctrl-C, a polite kill, and a terminal that is closed. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The first signal stops cleanly, the second at once. */
export function stopOnSignal(stop: () => void): Interruption {
  let happened = false;
  const onSignal = (): void => {
    if (happened) process.exit(exitCodes.interrupted);
    happened = true;
    stop();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    happened: () => happened,
    end: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
