import assert from "node:assert/strict";

import { sleep } from "./expect.ts";

/** The endpoint is slower than the quota: whether it would be enforced cannot be seen. */
export class TooSlowError extends Error {
  override readonly name = "TooSlowError";
}

export interface Pressure {
  /** The quota, in units of what `call` gives back. */
  readonly perSecond: number;
  /** Calls side by side. */
  readonly atOnce: number;
  /** Error names that say throttled. */
  readonly throttled: readonly string[];
  /** One call: how many units were taken, or that some were throttled. Throws an error of the service. */
  readonly call: () => Promise<number | "throttled">;
}

/** Real milliseconds that an endpoint gets to be driven above the quota. */
const withinMs = 8000;

/**
 * Drives an endpoint until it throttles. Throws when it has taken a quarter more than the quota allows, with two seconds' worth on
 * top for the edges of whatever window it counts in, or when it is too slow for its quota to be reached: then no one can tell.
 */
export async function exceedQuota({ perSecond, atOnce, throttled, call }: Pressure): Promise<void> {
  const startMs = performance.now();
  let taken = 0;
  const one = async (): Promise<boolean> => {
    try {
      const outcome = await call();
      if (outcome === "throttled") return true;
      taken += outcome;
      return false;
    } catch (error) {
      if (error instanceof Error && throttled.includes(error.name)) return true;
      throw error;
    }
  };
  while (performance.now() - startMs < withinMs) {
    const isThrottled = await Promise.all(Array.from({ length: atOnce }, one));
    if (isThrottled.includes(true)) return;
    const seconds = (performance.now() - startMs) / 1000;
    if (taken > 1.25 * perSecond * (seconds + 2)) {
      const rate = Math.round((taken / seconds) * 10) / 10;
      assert.fail(`${rate}/s were taken and nothing throttled`);
    }
    // Calls that take no time leave others no time.
    await sleep(1);
  }
  throw new TooSlowError("the quota could not be reached: the endpoint is too slow");
}
