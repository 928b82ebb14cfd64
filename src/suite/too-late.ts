import { quickControl } from "../emulator/assumed/latency-profiles.ts";
import { modelOf } from "../emulator/assumed/model-options.ts";
import type { Objection } from "../scenario/objection.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import { runFaultDoubts } from "../scenario/run-fault-rules.ts";
import type { TargetAddress } from "../targets/target.ts";

/** Reshards of the model that show nothing; of a service that runs somewhere nobody knows how long they take. */
export function reshardsTooLate(
  scenario: ResolvedScenario,
  { kind, latency, model = {} }: TargetAddress,
): readonly Objection[] {
  if (kind !== "embedded") return [];
  const { control = quickControl } = latency?.profile ?? modelOf(model).latency;
  return runFaultDoubts(scenario, control.reshardMs);
}
