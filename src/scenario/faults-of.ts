import type { Fault } from "../emulator/faults.ts";
import type { ResolvedRunFault, ResolvedScenario } from "./resolved.ts";
import { type RunFault, type RunFaultKind, runFaultKinds } from "./run-fault.ts";
import type { ScenarioFault } from "./scenario.ts";

/** What the model of the service performs. */
export function serviceFaults({
  faults,
}: {
  readonly faults: readonly ScenarioFault[];
}): readonly Fault[] {
  return faults.filter((fault): fault is Fault => !isRunFault(fault));
}

/** What the run performs, on every target. */
export function runFaults({
  faults,
}: Pick<ResolvedScenario, "faults">): readonly ResolvedRunFault[] {
  return faults.filter((fault): fault is ResolvedRunFault => isRunFault(fault));
}

export function isRunFault<F extends ScenarioFault>(fault: F): fault is F & RunFault {
  return runFaultKinds.includes(fault.kind as RunFaultKind);
}
