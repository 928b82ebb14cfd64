/** What each phase of a comparison asks of every design alike. */
import { resolveWorkload } from "../workload/resolve-workload.ts";
import type { Workload } from "../workload/workload.ts";
import type { Comparison, PhaseName } from "./comparison.ts";

/** In the order in which they are run and shown. */
export const phaseNames = [
  "steady",
  "backlog",
  "ceiling",
  "ceiling-8-kib",
  "saturation",
  "replay",
  "wrong",
] as const satisfies readonly PhaseName[];

/** What differs from one phase to the next. */
export interface PhaseSetting {
  /** What it shows, in words that follow those of the design. */
  readonly summary: string;
  readonly workload: Workload;
  /** Applications, in the order in which they begin. */
  readonly consumers: readonly PhaseConsumer[];
}

interface PhaseConsumer {
  readonly app: string;
  readonly startAtS?: number;
  readonly startAfter?: string;
}

const app = "tracker";

/** 8 KiB with the name of a truck as partition key. */
const eightKibBytes = 8183;

export function phaseSetting(phase: PhaseName, comparison: Comparison): PhaseSetting {
  const { workload, phases } = comparison;
  switch (phase) {
    case "steady":
      return {
        summary: "Steady: everything from the start.",
        workload: lasting(workload, phases.steady?.durationS),
        consumers: [{ app }],
      };
    case "backlog": {
      const { lateS = 30, durationS } = phases.backlog ?? {};
      return {
        summary: `Backlog: the consumers come ${lateS} s late.`,
        workload: lasting(workload, durationS),
        consumers: [{ app, startAtS: lateS }],
      };
    }
    case "ceiling":
      return ceiling(comparison, phases.ceiling ?? {});
    case "ceiling-8-kib":
      return ceiling(comparison, { payloadBytes: eightKibBytes, ...phases["ceiling-8-kib"] });
    case "saturation":
      return {
        summary: "Saturation: the rate per truck rises until something gives.",
        workload: rising(comparison),
        consumers: [{ app }],
      };
    case "replay":
      return {
        summary: "Replay: a second application reads everything again.",
        workload: lasting(workload, phases.replay?.durationS),
        consumers: [{ app }, { app: "replay", startAfter: app }],
      };
    case "wrong": {
      const { lateS = 10, durationS } = phases.wrong ?? {};
      return {
        summary: `Wrong: what it breaks, with consumers that come ${lateS} s late.`,
        workload: lasting(workload, durationS),
        consumers: [{ app, startAtS: lateS }],
      };
    }
  }
}

function lasting(workload: Workload, durationS: number | undefined): Workload {
  if (workload.kind === "trace" || durationS === undefined) return workload;
  return { ...workload, durationS };
}

function ceiling(
  { workload }: Comparison,
  {
    durationS = 3,
    outstandingPerTruck = 10,
    fleets = 1,
    payloadBytes,
  }: NonNullable<Comparison["phases"]["ceiling"]>,
): PhaseSetting {
  const size = payloadBytes ?? workload.payloadBytes;
  return {
    summary: `Ceiling: ${fleets === 1 ? "" : `${fleets} such fleets, `}every truck as fast as it may${size === undefined ? "" : `, ${size} bytes an event`}.`,
    workload: {
      ...sourceOf(times(workload, fleets)),
      arrival: "closed",
      durationS,
      outstandingPerTruck,
      ...(size !== undefined && { payloadBytes: size }),
    },
    consumers: [{ app }],
  };
}

function times(workload: Workload, fleets: number): Workload {
  if (workload.kind === "trace") return workload;
  return { ...workload, trucks: resolveWorkload(workload).trucks * fleets };
}

function rising({ workload, phases }: Comparison): Workload {
  const { durationS = 10.5, toHz = 64, fromHz } = phases.saturation ?? {};
  const { jitter } = workload;
  return {
    ...sourceOf(workload),
    arrival: "open",
    durationS,
    hz: fromHz ?? (workload.hz ?? 1) / 2,
    ...(jitter !== undefined && { jitter }),
    ramp: { toHz, growth: "exponential", until: "limit" },
  };
}

/** Whose events they are, without when they fall due. */
function sourceOf({ payloadBytes, encode, decode, ...workload }: Workload) {
  const common = {
    ...(payloadBytes !== undefined && { payloadBytes }),
    ...(encode !== undefined && { encode }),
    ...(decode !== undefined && { decode }),
  };
  if (workload.kind === "trace") {
    const { kind, file, columns, duplicates } = workload;
    return {
      ...common,
      kind,
      file,
      ...(columns && { columns }),
      ...(duplicates && { duplicates }),
    };
  }
  const { kind, trucks } = workload;
  return { ...common, kind, ...(trucks !== undefined && { trucks }) };
}
