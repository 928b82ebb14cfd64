/** Why a run is saturated or could not be judged: the part that could not keep up, with the arithmetic and what would mend it. */
import { bottlenecks, type Demand } from "../cost/capacity.ts";
import type { RunResult, RunSetup } from "./run-result.ts";

/** One sentence, or two; empty where there is nothing to explain. */
export function diagnosisOf(run: RunResult): readonly string[] {
  const { name, setup, metrics, verdict, clientLoad, expectations } = run;
  const isUnseen = verdict.verdict === "unknown";
  const isSaturated = metrics.saturated && metrics.arrival === "open";
  if (setup === undefined || (!isSaturated && !isUnseen)) return [];
  // Whoever states how a figure is to come out saturated knows why.
  const isMeant = expectations.some((one) => one.kind === "figure" && one.column === "saturated");
  if (isMeant && !isUnseen) return [];
  const [worst] = bottlenecks(setup.scenario.design, demandOf(run));
  const what = isUnseen ? "is not judged to its end" : "is saturated";
  if (worst !== undefined) return [`${name} ${what}: ${worst.part}: ${worst.because}`];
  if (clientLoad?.isBound === true) return [`${name} ${what}: this client could not keep up`];
  if (isUnseen && isOutOfTime(run)) return [`${name} ${what}: ${outOfTimeText(setup.scenario)}`];
  return isSaturated ? [`${name} ${what}: ${stepText(run)}`] : [];
}

function isOutOfTime({ setup, durationMs }: RunResult): boolean {
  const { scenario, load } = setup!;
  return durationMs >= load.sendingMs + scenario.drainS * 1000;
}

function outOfTimeText({ design, drainS }: RunSetup["scenario"]): string {
  const again =
    design.service === "kinesis"
      ? ""
      : `; what fails comes again after the visibility timeout of ${design.visibilityTimeoutS} s`;
  return `there was work to do when time was up, ${drainS} s (drainS) after the sending${again}`;
}

function stepText({ metrics }: RunResult): string {
  const { step, endLagMs } = metrics.saturation;
  const side = step === "send" ? "the producer" : "the consumers";
  return `${side} fell ${(endLagMs / 1000).toFixed(0)} s behind, though every quota and every handler had room on average: look at the busiest lane, and at bursts`;
}

function demandOf({ setup, metrics }: RunResult): Demand {
  const { keyCount, payloadBytes, sendingMs, eventCount } = setup!.load;
  const perLane = metrics.keysPerLane.map((lane) => lane.keyCount);
  const total = perLane.reduce((sum, keys) => sum + keys, 0);
  const putMs = metrics.latency.put.p50Ms;
  return {
    eventsPerS: ((eventCount ?? metrics.counts.offered) * 1000) / sendingMs,
    eventBytes: payloadBytes + averageKeyBytes,
    keyCount,
    ...(total > 0 && { hottestShare: Math.max(...perLane) / total }),
    ...(putMs !== undefined && { putMs }),
  };
}

/** A partition key such as truck_42. */
const averageKeyBytes = 8;
