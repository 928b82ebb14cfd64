import type { FleetWorkload, PayloadCode, TraceWorkload, Workload } from "./workload.ts";

/** A workload with every default filled in. A fleet without `spike` or `ramp` has none. */
export type ResolvedWorkload = ResolvedFleet | ResolvedTrace;

export type ResolvedFleet = FleetWorkload &
  Required<Omit<FleetWorkload, "spike" | "ramp" | keyof PayloadCode>>;

export type ResolvedTrace = TraceWorkload & Required<Omit<TraceWorkload, keyof PayloadCode>>;

const defaultPayloadBytes = 200;

/** The one home of a workload's defaults. */
export function resolveWorkload(workload: FleetWorkload): ResolvedFleet;
export function resolveWorkload(workload: TraceWorkload): ResolvedTrace;
export function resolveWorkload(workload: Workload): ResolvedWorkload;
export function resolveWorkload(workload: Workload): ResolvedWorkload {
  if (workload.kind === "trace") {
    return { speedup: 1, loop: 1, payloadBytes: defaultPayloadBytes, ...workload };
  }
  return {
    trucks: 100,
    hz: 1,
    jitter: 0.1,
    payloadBytes: defaultPayloadBytes,
    arrival: "open",
    outstandingPerTruck: 1,
    ...workload,
  };
}
