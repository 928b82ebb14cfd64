import { seededRandom } from "../random.ts";
import { closedLoop, type FixSource, openLoop } from "./arrival.ts";
import type { Plan } from "./event.ts";
import type { ResolvedFleet } from "./resolve-workload.ts";
import { startVehicle } from "./vehicle.ts";

/** Event time of the start of every run: the same date in every history. */
export const fleetEpochMs = Date.UTC(2026, 0, 5, 6);

/** Each truck has its own streams of chance: what truck_7 does depends on the seed, not on how many others there are. */
export function planFleet(workload: ResolvedFleet, seed: number): Plan {
  const { trucks: count, durationS, payloadBytes, arrival } = workload;
  const trucks = Array.from({ length: count }, (_, index) => `truck_${index + 1}`);
  const sourceOf = (truckId: string): FixSource => truck(truckId, seed);
  return {
    trucks,
    payloadBytes,
    durationMs: durationS * 1000,
    ...(arrival === "closed"
      ? closedLoop(trucks, sourceOf)
      : openLoop(trucks, sourceOf, workload, seed)),
  };
}

function truck(truckId: string, seed: number): FixSource {
  const vehicle = startVehicle(seededRandom(seed, `${truckId}/drive`));
  let nextSeq = 0;
  return {
    next: (index, dueMs) => {
      const { lat, lon, speedKmh, headingDeg } = vehicle.driveTo(dueMs / 1000);
      const seq = nextSeq;
      nextSeq += 1;
      const eventTimeMs = fleetEpochMs + Math.round(dueMs);
      return { truckId, seq, index, eventTimeMs, lat, lon, speedKmh, headingDeg, dueMs };
    },
  };
}
