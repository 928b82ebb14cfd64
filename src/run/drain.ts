import type { Clock } from "../clock/clock.ts";
import type { Progress } from "./outstanding.ts";

/** How often to look, in milliseconds. */
const lookMs = 100;
/** Time given to late copies once everything is done: a queue may deliver again. */
const lingerMs = 5000;
/** With nothing acknowledged, delivered or done for this long, the consumers have had all they will get: longer than a default visibility timeout (30 s) and a long poll (20 s). */
const quietMs = 60_000;

interface DrainOptions {
  readonly producing: Promise<void>;
  readonly progress: Progress;
  readonly apps: readonly string[];
  readonly clock: Clock;
  /** When to give up. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Waits until all that was sent is consumed, or nothing more comes, or time is up. True: the consumers had received all there was. */
export async function drain(options: DrainOptions): Promise<boolean> {
  const { progress, apps, clock, signal } = options;
  let sent = false;
  options.producing.then(
    () => {
      sent = true;
    },
    // Whoever started the producing hears of its failure; here it only never ends.
    () => {},
  );
  while (!signal.aborted && clock.nowMs() < options.limitMs) {
    if (sent && apps.every((app) => progress.caughtUp(app))) {
      await clock.sleep(lingerMs, signal);
      return true;
    }
    if (sent && clock.nowMs() - progress.lastActivityMs() > quietMs) return true;
    await clock.sleep(lookMs, signal);
  }
  return false;
}
