/** Runs that take long are begun first, so that at the end no core waits for another's last. */
import { fifoCallsPerS, queueBatchEntries, shardRecordsPerS } from "../cost/quotas.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { usualTrucks } from "../workload/resolve-workload.ts";

/** The same files in the order in which to begin them. Results are shown in the order given all the same. */
export function longestFirst(files: readonly ScenarioFile[]): readonly ScenarioFile[] {
  const weights = new Map(files.map((file) => [file, requestsOf(file.scenario)]));
  return [...files].sort((a, b) => weights.get(b)! - weights.get(a)!);
}

/** More than one client makes in a second, and about what a queue without quotas comes to. */
const unlimitedPerS = 10_000;
/** Of a trace nobody has counted the rows yet. */
const traceEvents = 100_000;

/** About how many requests a run makes: what its duration grows with. A guess, which only decides who begins first. */
function requestsOf(scenario: ResolvedScenario): number {
  const { workload, design, drainS } = scenario;
  const { durationS = 0 } = workload;
  const offered = offeredEvents(scenario);
  // A trace as recorded says nothing of its length.
  const events = durationS > 0 ? Math.min(quotaOf(design) * durationS, offered) : offered;
  const seconds = durationS + Math.min(drainS, durationS);
  const applications = design.consumers.length;
  const readers =
    design.service === "kinesis"
      ? design.shards * applications
      : design.consumers.reduce((sum, { count }) => sum + count, 0);
  return events * (1 + applications) + readers * seconds;
}

/** About how many events are to be sent. */
export function offeredEvents({ workload, design }: ResolvedScenario): number {
  const { arrival } = workload;
  if (arrival === "closed") return quotaOf(design) * (workload.durationS ?? 0);
  if (workload.kind === "trace" && workload.arrival === "recorded") {
    return traceEvents * workload.loop;
  }
  const { hz, ramp, durationS = 0 } = workload;
  const trucks = workload.kind === "fleet" ? usualTrucks(workload) : 100;
  const spike = workload.kind === "fleet" ? workload.spike : undefined;
  const extraS = spike === undefined ? 0 : (spike.toS - spike.fromS) * (spike.factor - 1);
  const meanHz = ramp === undefined ? hz : (hz + ramp.toHz) / 2;
  return trucks * meanHz * (durationS + extraS);
}

function quotaOf(design: ResolvedScenario["design"]): number {
  if (design.service === "kinesis") return design.shards * shardRecordsPerS;
  if (design.service === "sqs-standard" || design.highThroughput) return unlimitedPerS;
  return fifoCallsPerS * (design.producer.kind === "batched" ? queueBatchEntries : 1);
}
