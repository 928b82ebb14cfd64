import type { AppMeter } from "./app-meter.ts";
import type { KeyBook } from "./key-book.ts";
import type { BacklogCurve } from "./saturation.ts";
import { openEvents, type SendMeter } from "./send-meter.ts";
import { hasSeq } from "./seq-set.ts";
import { tickMs } from "./timeline.ts";

interface Sending {
  readonly keys: KeyBook;
  readonly sends: SendMeter;
  /** Undefined: nothing consumes, and an event is done when it is acknowledged. */
  readonly primary: AppMeter | undefined;
  readonly sendingMs: number;
  readonly offered: number;
  /** Whether all was consumed that would ever be. */
  readonly drained: boolean;
}

/**
 * What fell due and was done during the sending phase.
 *
 * Two corrections: in a drained run an event that was never done is lost, not backlog, and is left out. And an event that fell due
 * but was never sent left no record: those are spread over the time, up to the end of the sending phase, for which keys have sent
 * nothing.
 */
export function backlogCurve(sending: Sending): BacklogCurve {
  const { sends, primary, sendingMs, drained } = sending;
  const tickCount = Math.floor(sendingMs / tickMs);
  const done = primary?.effected ?? sends.acked;
  const ticks = Array.from({ length: tickCount }, (_, tick) => tick);
  const dueCounts = ticks.map((tick) => sends.due.at(tick));
  if (drained) subtractLost(dueCounts, sending);
  addUnsent(dueCounts, sending);
  return {
    step: primary === undefined ? "send" : "consume",
    dueCounts,
    doneCounts: ticks.map((tick) => done.at(tick)),
  };
}

function subtractLost(dueCounts: number[], { keys, primary }: Sending): void {
  for (const key of keys.values()) {
    const { open, acked } = key;
    if (open === undefined) continue;
    const done = primary === undefined ? acked : (primary.seenOf(key)?.done ?? 0);
    for (const { seq, dueMs } of openEvents(open)) {
      const tick = Math.max(0, Math.floor(dueMs / tickMs));
      if (tick < dueCounts.length && !hasSeq(done, seq)) dueCounts[tick]! -= 1;
    }
  }
}

function addUnsent(dueCounts: number[], { keys, sends, offered }: Sending): void {
  const unsent = offered - sends.sent.total;
  if (unsent <= 0) return;
  const silentKeys = dueCounts.map(() => 0);
  for (const { isProduced, lastDueMs } of keys.values()) {
    if (!isProduced) continue;
    const tick = Math.floor(lastDueMs / tickMs) + 1;
    if (tick < silentKeys.length) silentKeys[tick]! += 1;
  }
  let silent = 0;
  let total = 0;
  for (const [tick, count] of silentKeys.entries()) {
    silent += count;
    silentKeys[tick] = silent;
    total += silent;
  }
  if (total === 0) return;
  for (const [tick, count] of silentKeys.entries()) dueCounts[tick]! += (unsent * count) / total;
}
