import { closedLoop, type FixSource, openLoop, planned } from "./arrival.ts";
import type { Plan, PlannedEvent } from "./event.ts";
import { roundedTo } from "./geography.ts";
import type { ResolvedTrace } from "./resolve-workload.ts";
import type { TraceFix } from "./trace.ts";

/** Pause between two loops of a trace in which no truck has two fixes, in milliseconds. */
const gapWithoutPairsMs = 1000;

/**
 * The fixes as events. As recorded: each due when as much time has passed since the start as since the trace's first fix, divided by
 * `speedup`. Open or closed: each truck's fixes in their order, over and over, when its turn comes.
 *
 * With `loop`, and wherever a truck has no more fixes, the trace starts again one median gap (between two fixes of one truck) after its
 * last fix; event times move on by the same amount, and `seq` goes on counting: to a truck it is one longer journey, with a jump at
 * each seam. The sending phase of a recorded trace ends one such gap after the last fix.
 */
export function planTrace(fixes: readonly TraceFix[], workload: ResolvedTrace, seed: number): Plan {
  const { speedup, loop, payloadBytes, arrival, durationS = 0 } = workload;
  const firstMs = fixes[0]?.eventTimeMs ?? 0;
  const loopMs = (fixes.at(-1)?.eventTimeMs ?? 0) - firstMs + medianGapMs(fixes);
  const perTruck = Map.groupBy(fixes, ({ truckId }) => truckId);
  const trucks = [...perTruck.keys()];
  const sourceOf = (truckId: string): FixSource => truck(truckId, perTruck.get(truckId)!, loopMs);
  const common = { trucks, payloadBytes };
  switch (arrival) {
    case "open":
      return {
        ...common,
        durationMs: durationS * 1000,
        ...openLoop(trucks, sourceOf, { ...workload, durationS }, seed),
      };
    case "closed":
      return { ...common, durationMs: durationS * 1000, ...closedLoop(trucks, sourceOf) };
    case "recorded": {
      const sources = new Map(trucks.map((truckId) => [truckId, sourceOf(truckId)]));
      const events: PlannedEvent[] = [];
      for (let round = 0; round < loop; round += 1) {
        for (const { truckId, eventTimeMs } of fixes) {
          const dueMs = toMicroseconds((eventTimeMs + round * loopMs - firstMs) / speedup);
          events.push(sources.get(truckId)!.next(events.length, dueMs));
        }
      }
      const durationMs = toMicroseconds((loopMs * loop) / speedup);
      return { ...common, durationMs, ...planned(events) };
    }
  }
}

function truck(truckId: string, fixes: readonly TraceFix[], loopMs: number): FixSource {
  let seq = 0;
  return {
    next: (index, dueMs) => {
      const { lat, lon, speedKmh, headingDeg, ...fix } = fixes[seq % fixes.length]!;
      const eventTimeMs = fix.eventTimeMs + Math.floor(seq / fixes.length) * loopMs;
      const event = { truckId, seq, index, eventTimeMs, lat, lon, speedKmh, headingDeg, dueMs };
      seq += 1;
      return event;
    },
  };
}

/** As precise as the due times of the synthetic fleet. */
function toMicroseconds(ms: number): number {
  return roundedTo(ms, 3);
}

/** Median time between two fixes of the same truck. */
function medianGapMs(fixes: readonly TraceFix[]): number {
  const lastOf = new Map<string, number>();
  const gaps: number[] = [];
  for (const { truckId, eventTimeMs } of fixes) {
    const lastMs = lastOf.get(truckId);
    if (lastMs !== undefined) gaps.push(eventTimeMs - lastMs);
    lastOf.set(truckId, eventTimeMs);
  }
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? gapWithoutPairsMs;
}
