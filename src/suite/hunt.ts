/** The search for a seed with which a scenario does not come out as it should. */
import type { RunResult } from "../result/run-result.ts";
import type { Job } from "./job.ts";
import type { Pool } from "./pool.ts";

export interface HuntOptions {
  /** The scenario; the seed is the hunt's. */
  readonly job: Omit<Job, "seed">;
  readonly fromSeed: number;
  readonly seedCount: number;
  readonly pool: Pool;
  /** How many seeds are run at once. */
  readonly width: number;
  /** Hears of each run as it ends. */
  readonly onRan: (result: RunResult) => void;
}

export interface Hunt {
  readonly tried: number;
  /** The lowest seed that broke; absent: none did. */
  readonly broken?: RunResult;
}

/**
 * Tries seeds in order, several at a time, until one breaks. The answer is the lowest seed that does, whatever the number of cores: those
 * below it have been tried too. Figures are not judged: what is hunted is order.
 */
export async function hunt({
  job,
  fromSeed,
  seedCount,
  pool,
  width,
  onRan,
}: HuntOptions): Promise<Hunt> {
  let next = fromSeed;
  let tried = 0;
  const broken: { seed: number; result?: RunResult } = { seed: Infinity };
  const hunter = async (): Promise<void> => {
    while (next < fromSeed + seedCount && broken.result === undefined) {
      const seed = next;
      next += 1;
      const ran = await pool.run({ ...job, seed });
      // A run that was cut short has events that are not delivered yet, and would seem to break.
      if (ran === undefined || ran.result.state === "interrupted") return;
      tried += 1;
      onRan(ran.result);
      if (!isBroken(ran.result) || seed > broken.seed) continue;
      broken.seed = seed;
      broken.result = ran.result;
    }
  };
  await Promise.all(Array.from({ length: width }, hunter));
  return { tried, ...(broken.result !== undefined && { broken: broken.result }) };
}

/** Whether order came out otherwise than the scenario says. */
export function isBroken({ expectations, failure }: RunResult): boolean {
  if (failure !== undefined) return true;
  return expectations.some(({ kind, outcome }) => kind !== "figure" && outcome === "failed");
}
