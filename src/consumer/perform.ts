import type { Instance } from "../broker/instance.ts";

/** An event in the hands of a consumer application. */
export interface InHand {
  readonly app: string;
  readonly lane: string;
  readonly position: string;
  readonly key: string;
  readonly seq: number;
  readonly index: number;
}

/**
 * Does the work on one event, with its start and its end in the history: true when its effect is done, false when the run or the
 * consumer ended before. Throws what the work throws. `slot` tells the workers of one consumer apart.
 */
export async function perform(
  event: InHand,
  instance: Instance,
  work: () => Promise<void>,
  slot = "",
): Promise<boolean> {
  const { record, signal, clock, life } = instance;
  if (life.isPaused) await life.whilePaused();
  if (signal.aborted) return false;
  const place = { consumer: `${instance.name}${slot}`, ...event };
  record({ type: "start", ...place, atMs: clock.nowMs() });
  try {
    await work();
  } catch (error) {
    record({ type: "abandon", ...place, atMs: clock.nowMs(), reason: String(error) });
    throw error;
  }
  if (signal.aborted) {
    record({ type: "abandon", ...place, atMs: clock.nowMs(), reason: "the run was stopped" });
    return false;
  }
  record({ type: "effect", ...place, atMs: clock.nowMs() });
  return true;
}

/** The same for work that is done in one step. The dead, and those who stand still, do nothing. */
export function performAtOnce(
  event: InHand,
  { name, record, signal, clock, life }: Instance,
): void {
  if (life.isPaused || signal.aborted) return;
  const place = { consumer: name, ...event };
  record({ type: "start", ...place, atMs: clock.nowMs() });
  record({ type: "effect", ...place, atMs: clock.nowMs() });
}
