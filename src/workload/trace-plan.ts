import type { Plan, PlannedEvent } from "./event.ts";
import { roundedTo } from "./geography.ts";
import type { ResolvedTrace } from "./resolve-workload.ts";
import type { TraceFix } from "./trace.ts";

/** Pause between two loops of a trace in which no truck has two fixes, in milliseconds. */
const gapWithoutPairsMs = 1000;

/**
 * The fixes as events, each due when as much time has passed since the start as since the trace's first fix, divided by `speedup`.
 *
 * With `loop`, the trace starts again one median gap (between two fixes of one truck) after its last fix; event times move on by
 * the same amount, and `seq` goes on counting: to a truck it is one longer journey, with a jump at each seam. The sending phase ends
 * one such gap after the last fix.
 */
export function planTrace(fixes: readonly TraceFix[], workload: ResolvedTrace): Plan {
  const { speedup, loop, payloadBytes } = workload;
  const firstMs = fixes[0]?.eventTimeMs ?? 0;
  const loopMs = (fixes.at(-1)?.eventTimeMs ?? 0) - firstMs + medianGapMs(fixes);
  const nextSeq = new Map<string, number>();
  const events: PlannedEvent[] = [];
  for (let round = 0; round < loop; round += 1) {
    for (const { truckId, lat, lon, speedKmh, headingDeg, ...fix } of fixes) {
      const seq = nextSeq.get(truckId) ?? 0;
      nextSeq.set(truckId, seq + 1);
      const eventTimeMs = fix.eventTimeMs + round * loopMs;
      const dueMs = toMicroseconds((eventTimeMs - firstMs) / speedup);
      events.push({
        truckId,
        seq,
        index: events.length,
        eventTimeMs,
        lat,
        lon,
        speedKmh,
        headingDeg,
        dueMs,
      });
    }
  }
  return {
    trucks: [...nextSeq.keys()],
    payloadBytes,
    durationMs: toMicroseconds((loopMs * loop) / speedup),
    arrival: "open",
    events,
    nextOf: () => {
      throw new Error("a trace has its events planned beforehand");
    },
    dueMs: (index) => events[index]?.dueMs,
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
