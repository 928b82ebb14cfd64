import type { HistorySink } from "../../src/history/record.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { resolve } from "../../src/scenario/resolve.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { TargetAddress } from "../../src/targets/target.ts";
import { type Figures, startCpu } from "./figures.ts";

/** A run as `convoy bench` makes it, judged and measured. */
export async function harnessRun(scenario: Scenario, target: TargetAddress): Promise<Figures> {
  const { signal } = new AbortController();
  let cpu = startCpu();
  let cpuMs = 0;
  let hasBegun = false;
  // The CPU is counted from the first send to the end of the draining, as in the bare loop.
  const sink: HistorySink = {
    add: ({ type }) => {
      if (!hasBegun && type === "send") [hasBegun, cpu] = [true, startCpu()];
      if (type === "end") cpuMs = cpu();
    },
  };
  const { verdict, metrics } = await runScenario({
    scenario: resolve(scenario),
    seed: 1,
    target,
    clock: "real",
    signal,
    sink,
  });
  if (verdict.verdict !== "valid") throw new Error(`${scenario.name}: ${verdict.reasons.join()}`);
  return {
    perSecond: metrics.rates.produceEventsPerSecond,
    p50Ms: metrics.latency.put.p50Ms ?? Number.NaN,
    cpuMsPerEvent: cpuMs / metrics.counts.acked,
  };
}
