import { describe, expect, it } from "vitest";

import { planWorkload } from "../../src/workload/plan.ts";
import { resolveWorkload } from "../../src/workload/resolve-workload.ts";
import { shownRoutes } from "../../src/workload/shown-routes.ts";
import type { Workload } from "../../src/workload/workload.ts";

function planned(workload: Partial<Workload>) {
  const fleet = { kind: "fleet", trucks: 30, hz: 1, durationS: 60, ...workload } as Workload;
  return planWorkload(resolveWorkload(fleet), 1, () => "");
}

describe("routes for a map", () => {
  it("are of a few trucks that turn, each where it was at its first events", () => {
    const plan = planned({});
    const routes = shownRoutes(plan);
    expect(routes.size).toBe(3);
    for (const [truck, route] of routes) {
      const events = plan.events.filter(({ truckId }) => truckId === truck).slice(0, 40);
      expect(route).toEqual(events.map(({ lat, lon }) => ({ lat, lon })));
      const [latest, earliest] = [
        Math.max(...route.map((p) => p.lat)),
        Math.min(...route.map((p) => p.lat)),
      ];
      const [east, west] = [
        Math.max(...route.map((p) => p.lon)),
        Math.min(...route.map((p) => p.lon)),
      ];
      // Both ways by 20 m at least: neither parked nor on a straight street.
      expect(Math.min(latest - earliest, east - west)).toBeGreaterThan(0.0002);
    }
  });

  it("are none of a closed loop, whose events are made as it goes", () => {
    expect(shownRoutes(planned({ arrival: "closed" })).size).toBe(0);
  });
});
