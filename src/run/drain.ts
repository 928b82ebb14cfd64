import type { ResolvedDesign } from "../scenario/resolved.ts";
import type { Run } from "./run.ts";
import type { Workers } from "./workers.ts";

/** How often to look, in milliseconds. */
const lookMs = 100;
/** Time given to late copies once everything is done: a queue may deliver again. */
const lingerMs = 5000;
/** With nothing acknowledged, delivered or done for this long, the consumers have had all they will get: longer than a long poll (20 s), and than a consumer may keep an event to itself. */
const quietMs = 30_000;
/** What is kept of an event is at least a default visibility timeout, in milliseconds. */
const leastKeptMs = 30_000;

/** Waits until all that was sent is consumed, or nothing more comes, or time is up. True: the consumers had received all there was. */
export async function drain(
  run: Run,
  producing: Promise<void>,
  consumers: readonly Workers[],
): Promise<boolean> {
  const { outstanding, apps, clock, plan, scenario } = run;
  const { signal } = run.stop;
  const limitMs = plan.durationMs + scenario.drainS * 1000;
  const longestQuietMs = quietMs + longestKeptMs(scenario.design);
  let awaitedMs = 0;
  let comesBack = false;
  let sent = false;
  producing.then(
    () => {
      sent = true;
    },
    // Whoever started the producing hears of its failure; here it only never ends.
    () => {},
  );
  while (!signal.aborted && clock.nowMs() < limitMs) {
    const isAwaited = run.redrives > 0;
    comesBack ||= isAwaited;
    if (sent && !isAwaited && apps.every((app) => outstanding.caughtUp(app))) {
      const lingersSinceMs = clock.nowMs();
      await clock.sleep(lingerMs, signal);
      // What was put back is not counted as outstanding.
      if (!comesBack || outstanding.lastActivityMs() < lingersSinceMs) return true;
    }
    if (isAwaited || consumers.some((one) => one.isAwaited)) awaitedMs = clock.nowMs();
    const quietSinceMs = Math.max(outstanding.lastActivityMs(), awaitedMs);
    if (sent && clock.nowMs() - quietSinceMs > longestQuietMs) {
      // What a consumer would have read that is gone for good was not received by anybody.
      return consumers.every(({ members }) => !members.isMissed);
    }
    await clock.sleep(lookMs, signal);
  }
  return false;
}

/** How long an event may be in a consumer's hand, or come back from one that is gone, without a sign. */
function longestKeptMs(design: ResolvedDesign): number {
  const { visibilityTimeoutS = 0, delayS = 0 } = design.service === "kinesis" ? {} : design;
  const heldMs = design.consumers.map((one) => (one.kind === "reordering" ? one.windowMs : 0));
  const handlerMs = design.consumers.map(({ serviceMs }) => serviceMs);
  const keptMs = Math.max(leastKeptMs, visibilityTimeoutS * 1000, ...handlerMs, ...heldMs);
  // A queue shows it so much later.
  return keptMs + delayS * 1000;
}
