import { Life } from "../client/life.ts";
import type { Clock } from "../clock/clock.ts";
import type { HistoryRecord } from "../history/record.ts";
import { onAbort } from "../on-abort.ts";
import type { Random } from "../random.ts";
import type { Connection } from "./broker.ts";

/** One consumer from its start to its death: a restarted one is a new instance of the same name. */
export interface Instance {
  /** `app-1`, `app-2` … */
  readonly name: string;
  readonly life: Life;
  /** Its SDK clients, which nobody else uses: so the history knows who received. */
  readonly connection: Connection;
  /** The run's clock, as it feels it: while it is paused, no wait ends. */
  readonly clock: Clock;
  /** Seeded numbers of its own. */
  readonly random: Random;
  /** Aborts when it dies or the run is over. */
  readonly signal: AbortSignal;
  /** Writes into the history; the dead write nothing. */
  readonly record: (record: HistoryRecord) => void;
}

/** What an instance is made from. */
export interface Birth {
  readonly name: string;
  readonly connectionOf: (name: string, life: Life) => Connection;
  readonly clock: Clock;
  readonly random: Random;
  readonly record: (record: HistoryRecord) => void;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
}

export function bornInstance({
  name,
  connectionOf,
  clock,
  random,
  record,
  signal,
}: Birth): Instance {
  const life = new Life();
  return {
    name,
    life,
    connection: connectionOf(name, life),
    clock: clockOf(life, clock),
    random,
    signal: AbortSignal.any([signal, life.death]),
    record: (one) => {
      if (!life.isDead) record(one);
    },
  };
}

/** How long code of the user's may take to end in good order when the run is over, in milliseconds. */
const graceMs = 1000;

/** Waits for what code of the user's does: to its end, to its death, or until the run has been over for a while. */
export async function untilOver({ life, clock, signal }: Instance, doing: Promise<void>) {
  const done = new AbortController();
  const over = new Promise<void>((resolve) => {
    const end = (): void => void clock.sleep(graceMs, done.signal).then(resolve);
    if (signal.aborted) end();
    else done.signal.addEventListener("abort", onAbort(signal, end));
  });
  try {
    await life.until(Promise.race([doing, over]));
  } finally {
    done.abort();
  }
}

function clockOf(life: Life, clock: Clock): Clock {
  return {
    kind: clock.kind,
    nowMs: clock.nowMs,
    sleep: async (ms, signal) => {
      await clock.sleep(ms, signal);
      if (life.isPaused && signal?.aborted !== true) await life.whilePaused();
    },
  };
}
