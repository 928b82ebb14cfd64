import type { ResolvedScenario } from "../scenario/resolved.ts";
import { usualTrucks } from "../workload/resolve-workload.ts";
import { bottlenecks } from "./capacity.ts";

/** Figures by which a scenario says that it means to ask too much. */
const meant: ReadonlySet<string> = new Set(["saturated", "throttled_requests"]);

/** Before a run: what it asks for beyond what its design can do, in a sentence each; empty when it says itself that it will. */
export function beyondCapacity({
  name,
  design,
  workload,
  expect,
}: ResolvedScenario): readonly string[] {
  if (workload.kind !== "fleet" || workload.arrival === "closed") return [];
  // Such a ramp asks for the limit itself.
  if (workload.ramp?.until === "limit") return [];
  if (expect.figures.some(({ column }) => meant.has(column))) return [];
  const { trucks, hz, payloadBytes, spike, ramp } = workload;
  const highest = Math.max(hz * (spike?.factor ?? 1), ramp?.toHz ?? 0);
  const demand = {
    eventsPerS: usualTrucks(workload) * highest,
    eventBytes: payloadBytes + `truck_${trucks}`.length,
    keyCount: trucks,
  };
  return bottlenecks(design, demand).map(({ part, because }) => `${name}: ${part}: ${because}`);
}
