import { InputError } from "../errors.ts";
import type { Plan } from "./event.ts";
import { planFleet } from "./fleet.ts";
import { minimumPayloadBytes } from "./payload.ts";
import { parseTrace } from "./trace-file.ts";
import { planTrace } from "./trace.ts";
import type { Workload } from "./workload.ts";

/** Room for the largest seq, index and position that a closed loop may reach. */
const closedLoopPayloadBytes = 190;

/** The plan of any workload. Files are read by the caller's function: this layer does no I/O. Throws InputError for bad input. */
export function planWorkload(
  workload: Workload,
  seed: number,
  readText: (file: string) => string,
): Plan {
  const plan =
    workload.kind === "fleet"
      ? planFleet(workload, seed)
      : planTrace(parseTrace(readText(workload.file), workload.file), workload);
  const least = plan.events.reduce(
    (most, event) => Math.max(most, minimumPayloadBytes(event)),
    plan.arrival === "closed" ? closedLoopPayloadBytes : 0,
  );
  if (plan.payloadBytes < least) {
    throw new InputError(
      `workload.payloadBytes: ${plan.payloadBytes} is too small: the largest event takes ${least} bytes`,
    );
  }
  return plan;
}
