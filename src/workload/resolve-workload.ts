import type { FleetWorkload, PayloadCode, Ramp, TraceWorkload, Workload } from "./workload.ts";

/** A workload with every default filled in. A fleet without `spike`, `hot` or `ramp` has none. */
export type ResolvedWorkload = ResolvedFleet | ResolvedTrace;

export type ResolvedFleet = Omit<FleetWorkload, "ramp"> &
  Required<Omit<FleetWorkload, "spike" | "hot" | "ramp" | keyof PayloadCode>> &
  ResolvedRamped;

/** `durationS` is there unless the arrival is as recorded. */
export type ResolvedTrace = Omit<TraceWorkload, "ramp"> &
  Required<Omit<TraceWorkload, "durationS" | "ramp" | "columns" | keyof PayloadCode>> &
  ResolvedRamped;

/** How many trucks at the usual rate would send as much. */
export function usualTrucks({ trucks, hot }: ResolvedFleet): number {
  return hot === undefined ? trucks : trucks + hot.trucks * (hot.factor - 1);
}

interface ResolvedRamped {
  readonly ramp?: Ramp & { readonly growth: "linear" | "exponential" };
}

/** The one home of a workload's defaults. */
export function resolveWorkload(workload: FleetWorkload): ResolvedFleet;
export function resolveWorkload(workload: TraceWorkload): ResolvedTrace;
export function resolveWorkload(workload: Workload): ResolvedWorkload;
export function resolveWorkload(workload: Workload): ResolvedWorkload {
  const { ramp, ...rest } = workload;
  const ramped = ramp === undefined ? {} : { ramp: { growth: "linear", ...ramp } as const };
  const common = { hz: 1, jitter: 0.1, payloadBytes: 200, outstandingPerTruck: 1 };
  if (rest.kind === "trace") {
    return {
      ...common,
      speedup: 1,
      loop: 1,
      arrival: "recorded",
      duplicates: "refuse",
      ...rest,
      ...ramped,
    };
  }
  return { ...common, trucks: 100, arrival: "open", ...rest, ...ramped };
}
