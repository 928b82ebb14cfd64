import { InputError } from "../errors.ts";
import type { Plan, PlannedEvent } from "./event.ts";
import type { TraceFix } from "./trace-file.ts";
import type { TraceWorkload } from "./workload.ts";

const earthRadiusM = 6_371_000;

/**
 * The plan that replays a trace in event-time order, `speedup` times faster. Every further loop begins a median gap after the one
 * before it ended; a truck's seq and event time go on.
 */
export function planTrace(fixes: readonly TraceFix[], workload: TraceWorkload): Plan {
  const speedup = workload.speedup ?? 1;
  // Stable: fixes of one instant keep the order of the file.
  const sorted = fixes.toSorted((a, b) => a.timeMs - b.timeMs);
  const firstMs = sorted[0]?.timeMs ?? 0;
  const loopMs = (sorted.at(-1)?.timeMs ?? 0) - firstMs + medianGapMs(sorted);
  const measured = withMovement(sorted);
  const seqOf = new Map<string, number>();
  const events: PlannedEvent[] = [];
  for (let loop = 0; loop < (workload.loop ?? 1); loop += 1) {
    for (const fix of measured) {
      const seq = seqOf.get(fix.truckId) ?? 0;
      seqOf.set(fix.truckId, seq + 1);
      const eventTimeMs = fix.timeMs + loop * loopMs;
      events.push({
        truckId: fix.truckId,
        seq,
        index: events.length,
        dueMs: Math.round((eventTimeMs - firstMs) / speedup),
        eventTimeMs,
        lat: fix.lat,
        lon: fix.lon,
        speedKmh: fix.speedKmh,
        headingDeg: fix.headingDeg,
      });
    }
  }
  return {
    trucks: [...seqOf.keys()].sort(),
    payloadBytes: workload.payloadBytes ?? 200,
    durationMs: (events.at(-1)?.dueMs ?? 0) + 1,
    arrival: "open",
    events,
    nextOf: () => {
      throw new InputError("a trace is replayed in an open loop: it has no closed-loop source");
    },
  };
}

/** The gap between two fixes of one truck, taken over all trucks. */
function medianGapMs(sorted: readonly TraceFix[]): number {
  const last = new Map<string, number>();
  const gaps: number[] = [];
  for (const { truckId, timeMs } of sorted) {
    const previous = last.get(truckId);
    if (previous !== undefined) gaps.push(timeMs - previous);
    last.set(truckId, timeMs);
  }
  gaps.sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 1000;
}

type Measured = TraceFix & { readonly speedKmh: number; readonly headingDeg: number };

/** Speed and heading where the file has none: from the truck's fix before (0 at its first). */
function withMovement(sorted: readonly TraceFix[]): readonly Measured[] {
  const last = new Map<string, TraceFix>();
  return sorted.map((fix) => {
    const previous = last.get(fix.truckId);
    last.set(fix.truckId, fix);
    return {
      ...fix,
      speedKmh: fix.speedKmh ?? (previous === undefined ? 0 : speedKmh(previous, fix)),
      headingDeg: fix.headingDeg ?? 0,
    };
  });
}

function speedKmh(from: TraceFix, to: TraceFix): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const east = radians(to.lon - from.lon) * Math.cos(radians((from.lat + to.lat) / 2));
  const north = radians(to.lat - from.lat);
  const metres = Math.hypot(east, north) * earthRadiusM;
  return Number(((metres / (to.timeMs - from.timeMs)) * 3600).toFixed(1));
}
