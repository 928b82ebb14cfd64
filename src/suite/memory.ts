/** About how much memory a run takes: what does not fit is refused before it is begun, not ended by the machine when it is half done. */
import { availableParallelism, totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";

import { InputError } from "../errors.ts";
import type { ScenarioFile } from "../scenario/load.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { offeredEvents } from "./longest-first.ts";

const kib = 1024;
const mib = 1024 * kib;

/**
 * Bytes, rounded up from what `npm run bench:scale` prints: the process and the SDK; an event as planned, and in the log of a stream or queue;
 * a key as producer, verifier and metrics know it, with its row of a report; a consumer with its clients; a shard with its reader.
 */
const bytesOf = {
  run: 400 * mib,
  event: kib / 2,
  key: 6 * kib,
  consumer: 150 * kib,
  shard: 150 * kib,
};

/** What one run takes at its peak, in bytes. */
export function memoryOf(scenario: ResolvedScenario): number {
  const { workload, design } = scenario;
  const keys = workload.kind === "fleet" ? workload.trucks : 0;
  const events = offeredEvents(scenario);
  const consumers = design.consumers.reduce((sum, { count }) => sum + count, 0);
  const shards = design.service === "kinesis" ? design.shards * design.consumers.length : 0;
  return (
    bytesOf.run +
    events * (bytesOf.event + workload.payloadBytes) +
    keys * bytesOf.key +
    consumers * bytesOf.consumer +
    shards * bytesOf.shard
  );
}

/** What this process may have. */
function memoryThere(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** Megabytes that the heap of a run's thread may grow to; undefined where whoever started Node has said. */
export function heapLimitMb(): number | undefined {
  const isSaid = /--max[-_]old[-_]space[-_]size/.test(
    [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" "),
  );
  if (isSaid) return undefined;
  return Math.max(getHeapStatistics().heap_size_limit, memoryThere() * 0.9) / mib;
}

/** Throws InputError for a run that does not fit by itself. */
export function refuseTooLarge(files: readonly ScenarioFile[]): void {
  const there = memoryThere();
  for (const { scenario } of files) {
    const bytes = memoryOf(scenario);
    if (bytes <= there) continue;
    throw new InputError(
      `${scenario.name}: needs about ${gib(bytes)} GiB of memory, there are ${gib(there)}: give it fewer trucks, events, consumers or shards`,
    );
  }
}

/** How many runs may go on at once, were they the largest: as many as there are cores, or as fit. */
export function widthThatFits(files: readonly ScenarioFile[], repeats = 1): number {
  const cores = availableParallelism();
  const needed = files
    .flatMap(({ scenario }) => Array.from({ length: Math.min(repeats, cores) }, () => scenario))
    .map(memoryOf)
    .sort((a, b) => b - a);
  let left = memoryThere();
  const tooMany = needed.findIndex((bytes) => (left -= bytes) < 0);
  return Math.max(1, tooMany < 0 ? cores : Math.min(tooMany, cores));
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
