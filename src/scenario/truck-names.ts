import type { ResolvedScenario } from "./resolved.ts";

/** What to say of a name that no truck of the fleet has; undefined when one has it, or a trace decides. */
export function noSuchTruck(name: string, { workload }: ResolvedScenario): string | undefined {
  if (workload.kind === "trace") return undefined;
  const number = /^truck_([1-9]\d*)$/.exec(name)?.[1];
  if (number !== undefined && Number(number) <= workload.trucks) return undefined;
  return `there is no truck ${name}: they are truck_1 … truck_${workload.trucks}`;
}
