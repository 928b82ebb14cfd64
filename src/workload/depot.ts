import { crc32 } from "node:zlib";

export const depotCount = 10;

/** The depot that a truck belongs to, by its name alone: a truck of any workload has one, and always the same. */
export function depotOf(truckId: string): string {
  return `depot_${(crc32(truckId) % depotCount) + 1}`;
}
