import { simulate } from "../../src/suite/simulate.ts";
import type { Case } from "./curves.ts";

export interface Cost {
  /** Of CPU, per event. */
  readonly microseconds: number;
  readonly peakMiB: number;
}

/** Runs it in this process. Throws when not every event was sent and done, in order: then its cost says nothing. */
export async function measure({ label, scenario }: Case): Promise<Cost> {
  // What loading takes is no part of it.
  await simulate({ ...scenario, workload: { kind: "fleet", trucks: 2, durationS: 1 } });
  const began = process.cpuUsage();
  const [result] = await simulate(scenario, { timeoutMs: 24 * 3_600_000 });
  const { user, system } = process.cpuUsage(began);
  const { sent, effected } = result!.metrics.counts;
  const { verdict } = result!.verdict;
  if (verdict !== "valid" || effected !== sent) {
    throw new Error(`${label}: ${verdict}, ${effected} of ${sent} events done`);
  }
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return { microseconds: (user + system) / sent, peakMiB };
}
