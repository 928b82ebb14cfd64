import { quickControl } from "../emulator/assumed/latency-profiles.ts";
import { modelOf } from "../emulator/assumed/model-options.ts";
import type { ResolvedScenario } from "../scenario/resolved.ts";
import type { TargetAddress } from "../targets/target.ts";

/**
 * A reshard of the model that is over when nothing is sent any more: the new shards stay empty, and code that forgets them looks right.
 * One sentence for each; of a service that runs somewhere nobody knows how long it takes.
 */
export function reshardsTooLate(
  { workload, faults }: ResolvedScenario,
  { kind, latency, model = {} }: TargetAddress,
): readonly string[] {
  if (kind !== "embedded" || workload.kind === "trace") return [];
  const { control = quickControl } = latency?.profile ?? modelOf(model).latency;
  const { durationS } = workload;
  const takesS = control.reshardMs / 1000;
  return faults.flatMap((fault, index) => {
    if (fault.kind !== "reshard" || fault.atS === undefined) return [];
    if (fault.atS + takesS < durationS) return [];
    const enoughS = Math.ceil(fault.atS + takesS) + 10;
    return [
      `faults.${index}.atS: a reshard takes ${takesS} s in the model, so nothing would be sent to the new shards: the last event is due at ${durationS} s. Let workload.durationS be ${enoughS} or more`,
    ];
  });
}
