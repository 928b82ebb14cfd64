import { seededRandom } from "../random.ts";
import { dueTimesMs, ratePieces } from "./due-times.ts";
import type { Plan, PlannedEvent } from "./event.ts";
import type { ResolvedFleet } from "./resolve-workload.ts";
import { startVehicle, type Vehicle } from "./vehicle.ts";

/** Event time of the start of every run: the same date in every history. */
export const fleetEpochMs = Date.UTC(2026, 0, 5, 6);

interface Truck {
  readonly truckId: string;
  readonly vehicle: Vehicle;
  nextSeq: number;
}

/** Each truck has its own streams of chance: what truck_7 does depends on the seed, not on how many others there are. */
export function planFleet(workload: ResolvedFleet, seed: number): Plan {
  const { trucks: count, durationS, payloadBytes, arrival } = workload;
  const trucks = Array.from({ length: count }, (_, index): Truck => {
    const truckId = `truck_${index + 1}`;
    return { truckId, vehicle: startVehicle(seededRandom(seed, `${truckId}/drive`)), nextSeq: 0 };
  });
  const common = {
    trucks: trucks.map(({ truckId }) => truckId),
    payloadBytes,
    durationMs: durationS * 1000,
    arrival,
  };
  if (arrival === "closed") return { ...common, events: [], ...closedLoop(trucks) };
  const events = openLoopEvents(trucks, workload, seed);
  return {
    ...common,
    events,
    nextOf: failInOpenLoop,
    dueMs: (index) => events[index]?.dueMs,
  };
}

function openLoopEvents(
  trucks: readonly Truck[],
  workload: ResolvedFleet,
  seed: number,
): readonly PlannedEvent[] {
  const pieces = ratePieces(workload);
  const due: { readonly truck: Truck; readonly dueMs: number }[] = [];
  for (const truck of trucks) {
    const random = seededRandom(seed, `${truck.truckId}/due`);
    for (const dueMs of dueTimesMs(pieces, workload.jitter, random)) due.push({ truck, dueMs });
  }
  // The sort is stable: ties stay in truck order.
  due.sort((a, b) => a.dueMs - b.dueMs);
  return due.map(({ truck, dueMs }, index) => takeFix(truck, index, dueMs));
}

function closedLoop(trucks: readonly Truck[]): Pick<Plan, "nextOf" | "dueMs"> {
  const byId = new Map(trucks.map((truck) => [truck.truckId, truck]));
  const dues: number[] = [];
  return {
    nextOf: (truckId, dueMs) => {
      const truck = byId.get(truckId);
      if (truck === undefined) throw new Error(`no truck ${truckId} in the plan`);
      const event = takeFix(truck, dues.length, dueMs);
      dues.push(dueMs);
      return event;
    },
    dueMs: (index) => dues[index],
  };
}

function takeFix(truck: Truck, index: number, dueMs: number): PlannedEvent {
  const { lat, lon, speedKmh, headingDeg } = truck.vehicle.driveTo(dueMs / 1000);
  const seq = truck.nextSeq;
  truck.nextSeq += 1;
  return {
    truckId: truck.truckId,
    seq,
    index,
    eventTimeMs: fleetEpochMs + Math.round(dueMs),
    lat,
    lon,
    speedKmh,
    headingDeg,
    dueMs,
  };
}

function failInOpenLoop(): never {
  throw new Error("an open loop has its events planned beforehand");
}
