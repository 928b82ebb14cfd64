import { exitCodes } from "../errors.ts";

export interface Interruption {
  readonly happened: () => boolean;
  /** From now on a signal does what it does by itself. */
  readonly end: () => void;
}

/** The first Ctrl-C (or SIGTERM) stops cleanly, the second at once. */
export function stopOnSignal(stop: () => void): Interruption {
  let happened = false;
  const onSignal = (): void => {
    if (happened) process.exit(exitCodes.interrupted);
    happened = true;
    stop();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    happened: () => happened,
    end: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
