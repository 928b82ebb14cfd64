/** Which trucks of a fleet are worth a look on a map, and where they go. */
import type { Plan, PlannedEvent } from "./event.ts";

/** Looked at: the first ones of the fleet. Shown: those of them that turn most. */
const candidates = 200;
const shownTrucks = 3;
/** Positions of each that are kept. */
const routeLength = 40;

interface Place {
  readonly lat: number;
  readonly lon: number;
}

/**
 * The first positions, by seq, of the trucks whose way encloses most ground: on a straight road no disorder would be seen. Of an open
 * loop only; the same plan gives the same trucks.
 */
export function shownRoutes(plan: Plan): ReadonlyMap<string, readonly Place[]> {
  const routes = new Map<string, Place[]>();
  for (const truck of plan.trucks.slice(0, candidates)) routes.set(truck, []);
  for (const event of plan.events) addTo(routes.get(event.truckId), event);
  return new Map(
    [...routes]
      .filter(([, route]) => route.length > 1)
      .map(([truck, route]) => ({ truck, route, ground: enclosed(route) }))
      .sort((a, b) => b.ground - a.ground)
      .slice(0, shownTrucks)
      .map(({ truck, route }) => [truck, route]),
  );
}

function addTo(route: Place[] | undefined, { seq, lat, lon }: PlannedEvent): void {
  if (route !== undefined && seq === route.length && seq < routeLength) route.push({ lat, lon });
}

/** Ground between the way and the straight line from its end to its start, in squared degrees (shoelace formula). */
function enclosed(route: readonly Place[]): number {
  let twice = 0;
  for (const [index, here] of route.entries()) {
    const next = route[(index + 1) % route.length]!;
    twice += here.lon * next.lat - next.lon * here.lat;
  }
  return Math.abs(twice) / 2;
}
