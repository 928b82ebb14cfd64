/** Figures of a result that take more than a look at one field. */
import { depotOf } from "../workload/depot.ts";
import type { LatencyDistribution, RunResult } from "./run-result.ts";

/** Message groups that the workload has. */
export function groupCount({ setup, metrics }: RunResult): number | undefined {
  if (setup?.scenario.design.service !== "sqs-fifo") return undefined;
  switch (setup.scenario.design.groupId) {
    case "truck":
      return setup.load.keyCount;
    case "depot":
      return new Set(metrics.keys.map(({ key }) => depotOf(key))).size;
    case "one":
      return 1;
    // Nobody counts them.
    case "region":
      return undefined;
    case "random":
      return metrics.counts.sent;
  }
}

export function consumersStarted({ setup }: RunResult): number | undefined {
  return setup?.scenario.design.consumers.reduce((sum, { count }) => sum + count, 0);
}

/** A run whose backlog grows to its end has no latency to speak of: the figure would be the length of the run. */
export function endToEnd({ metrics }: RunResult): LatencyDistribution | undefined {
  return metrics.saturated ? undefined : metrics.latency.endToEnd;
}

export function costPerMillion({ costUsd, metrics }: RunResult): number | undefined {
  return costUsd === undefined ? undefined : (costUsd / metrics.counts.acked) * 1e6;
}

/** `valid`, or `invalid: misrouted, overtake`. */
export function expectedText({ setup }: RunResult): string | undefined {
  if (setup === undefined) return undefined;
  const { verdict, anomalies } = setup.scenario.expect;
  return anomalies.length === 0 ? verdict : `${verdict}: ${anomalies.join(", ")}`;
}

/** Whether all applications read the same events in the same order, byte for byte; undefined when there are none to compare. */
export function replayText({ metrics }: RunResult): "identical" | "different" | undefined {
  const digests = metrics.apps.flatMap(({ digest }) => digest ?? []);
  if (digests.length < 2) return undefined;
  return new Set(digests).size === 1 ? "identical" : "different";
}
