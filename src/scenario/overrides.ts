import type { Workload } from "../workload/workload.ts";
import type { Scenario } from "./scenario.ts";

/** What the command line changes in every chosen scenario. */
export interface Overrides {
  readonly trucks?: number;
  readonly trace?: string;
  readonly speedup?: number;
  readonly loop?: number;
}

/** Whether the scenario's figures can still be judged: they are stated for its own workload. */
export function changesWorkload(overrides: Overrides): boolean {
  return overrides.trucks !== undefined || overrides.trace !== undefined;
}

/** The scenario with its workload replaced by the trace, or with another number of trucks. */
export function applyOverrides(scenario: Scenario, overrides: Overrides): Scenario {
  return { ...scenario, workload: overridden(scenario.workload, overrides) };
}

function overridden(workload: Workload, overrides: Overrides): Workload {
  const { trucks, trace, speedup, loop } = overrides;
  const replay = {
    ...(speedup === undefined ? {} : { speedup }),
    ...(loop === undefined ? {} : { loop }),
  };
  if (trace !== undefined) {
    const { payloadBytes } = workload;
    return {
      kind: "trace",
      file: trace,
      ...replay,
      ...(payloadBytes === undefined ? {} : { payloadBytes }),
    };
  }
  if (workload.kind === "trace") return { ...workload, ...replay };
  return trucks === undefined ? workload : { ...workload, trucks };
}
