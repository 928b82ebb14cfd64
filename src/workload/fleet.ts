import { type Random, seededRandom } from "../random.ts";
import type { Plan, PlannedEvent } from "./event.ts";
import { startTruck } from "./truck.ts";
import type { FleetWorkload } from "./workload.ts";

/** Event time at the start of a run: 2026-01-05 06:00 UTC. */
const eventEpochMs = Date.UTC(2026, 0, 5, 6);

/** The plan of the synthetic fleet. */
export function planFleet(workload: FleetWorkload, seed: number): Plan {
  const trucks = Array.from({ length: workload.trucks ?? 100 }, (_, index) => `truck_${index + 1}`);
  const arrival = workload.arrival ?? "open";
  const durationMs = workload.durationS * 1000;
  return {
    trucks,
    payloadBytes: workload.payloadBytes ?? 200,
    durationMs,
    arrival,
    events: arrival === "open" ? openLoopEvents(trucks, workload, seed) : [],
    nextOf: closedLoopSource(seed),
  };
}

/** All fixes of all trucks, sorted by due time. */
function openLoopEvents(
  trucks: readonly string[],
  workload: FleetWorkload,
  seed: number,
): readonly PlannedEvent[] {
  const due = trucks.flatMap((truckId) =>
    dueTimes(workload, seededRandom(seed, `due ${truckId}`)).map((dueMs, seq) => ({
      truckId,
      seq,
      dueMs,
    })),
  );
  // The sort is stable, so fixes due at once keep the order of the trucks.
  due.sort((a, b) => a.dueMs - b.dueMs);
  const positions = new Map(trucks.map((truckId) => [truckId, startTruck(truckId, seed)]));
  return due.map((event, index) => ({
    ...event,
    index,
    eventTimeMs: eventEpochMs + event.dueMs,
    ...positions.get(event.truckId)!.at(event.dueMs),
  }));
}

/** Whole milliseconds, strictly growing, at which one truck sends. */
function dueTimes(workload: FleetWorkload, random: Random): readonly number[] {
  const { jitter = 0.1, durationS } = workload;
  const times: number[] = [];
  let previousMs = -1;
  // The interval that the start falls into began at a random moment: trucks are not in step.
  let atS = random() / rateAt(workload, 0);
  while (atS < durationS) {
    const dueMs = Math.max(previousMs + 1, Math.round(atS * 1000));
    if (dueMs >= durationS * 1000) break;
    times.push(dueMs);
    previousMs = dueMs;
    const interval = 1 / rateAt(workload, atS);
    atS += interval * (1 + jitter * (2 * random() - 1));
  }
  return times;
}

/** Fixes per second and truck at a moment of the run. */
function rateAt({ hz = 1, ramp, spike, durationS }: FleetWorkload, atS: number): number {
  const rate = ramp === undefined ? hz : hz + ((ramp.toHz - hz) * atS) / durationS;
  const inSpike = spike !== undefined && atS >= spike.fromS && atS < spike.toS;
  return inSpike ? rate * spike.factor : rate;
}

/** An endless source: every call is the truck's next fix, taken when it is asked for. */
function closedLoopSource(seed: number): Plan["nextOf"] {
  const trucks = new Map<string, { seq: number; truck: ReturnType<typeof startTruck> }>();
  let index = 0;
  return (truckId, dueMs) => {
    let state = trucks.get(truckId);
    if (state === undefined) {
      state = { seq: 0, truck: startTruck(truckId, seed) };
      trucks.set(truckId, state);
    }
    const event = {
      truckId,
      seq: state.seq,
      index,
      dueMs,
      eventTimeMs: Math.round(eventEpochMs + dueMs),
      ...state.truck.at(dueMs),
    };
    state.seq += 1;
    index += 1;
    return event;
  };
}
