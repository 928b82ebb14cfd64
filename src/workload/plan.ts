import { InputError } from "../errors.ts";
import { expectedCount, ratePieces } from "./due-times.ts";
import type { GpsEvent, Plan } from "./event.ts";
import { planFleet } from "./fleet.ts";
import { minimumPayloadBytes, nameBytes } from "./payload.ts";
import { type ReadFile, readTrace } from "./read-trace.ts";
import {
  type ResolvedFleet,
  type ResolvedTrace,
  resolveWorkload,
  usualTrucks,
} from "./resolve-workload.ts";
import { planTrace } from "./trace-plan.ts";
import type { TraceFix } from "./trace.ts";
import type { Workload } from "./workload.ts";

/** More would not fit into memory. */
const mostEvents = 20_000_000;
/** What a closed loop leaves room for in a payload: nobody knows beforehand how many events it makes. */
const mostClosedLoopEvents = 1_000_000_000;

/** Turns a workload into what is to be sent. This layer reads no files: `read` does. `onRows` hears how far a trace is. */
export function planWorkload(
  written: Workload,
  seed: number,
  read: ReadFile,
  onRows?: (count: number) => void,
): Plan {
  const workload = resolveWorkload(written);
  const faults = workload.kind === "fleet" ? fleetFaults(workload) : traceFaults(workload);
  if (faults.length > 0) throw new InputError(`cannot plan this workload: ${faults.join("; ")}`);
  switch (workload.kind) {
    case "fleet":
      return withRoomForEvents(planFleet(workload, seed));
    case "trace":
      return withRoomForEvents(planTraceFile(workload, seed, read, onRows));
  }
}

function planTraceFile(
  workload: ResolvedTrace,
  seed: number,
  read: ReadFile,
  onRows?: (count: number) => void,
): Plan {
  const fixes = readTrace(workload, read, onRows);
  const eventCount = traceCount(fixes, workload);
  if (eventCount > mostEvents)
    throw new InputError(`cannot plan this workload: ${tooMany(eventCount)}`);
  return planTrace(fixes, workload, seed);
}

function traceCount(fixes: readonly TraceFix[], workload: ResolvedTrace): number {
  const { arrival, loop, durationS = 0 } = workload;
  if (arrival === "recorded") return fixes.length * loop;
  if (arrival === "closed") return 0;
  const trucks = new Set(fixes.map(({ truckId }) => truckId)).size;
  return Math.round(trucks * expectedCount(ratePieces({ ...workload, durationS })));
}

function fleetFaults(workload: ResolvedFleet): readonly string[] {
  const { trucks, hz, durationS, jitter, spike, ramp, hot } = workload;
  const { payloadBytes, outstandingPerTruck, arrival } = workload;
  const isClosed = arrival === "closed";
  const faults = [
    ...faultIf(!isCount(trucks), "trucks", trucks, "a whole number from 1"),
    ...faultIf(!isPositive(hz), "hz", hz, "a number above 0"),
    ...faultIf(!isPositive(durationS), "durationS", durationS, "a number above 0"),
    ...faultIf(!(jitter >= 0 && jitter <= 0.9), "jitter", jitter, "a number from 0 to 0.9"),
    ...faultIf(!isCount(payloadBytes), "payloadBytes", payloadBytes, "a whole number from 1"),
    ...faultIf(
      !isCount(outstandingPerTruck),
      "outstandingPerTruck",
      outstandingPerTruck,
      "a whole number from 1",
    ),
    ...(ramp ? faultIf(!isPositive(ramp.toHz), "ramp.toHz", ramp.toHz, "a number above 0") : []),
    ...(spike ? spikeFaults(spike) : []),
    ...(hot ? hotFaults(hot, trucks) : []),
    ...(isClosed && (spike || ramp || hot)
      ? ["a spike, a ramp or hot trucks need arrival open: a closed loop has no rate of its own"]
      : []),
  ];
  if (faults.length > 0 || isClosed) return faults;
  const eventCount = Math.round(usualTrucks(workload) * expectedCount(ratePieces(workload)));
  return eventCount > mostEvents ? [tooMany(eventCount)] : [];
}

function spikeFaults({
  fromS,
  toS,
  factor,
}: NonNullable<ResolvedFleet["spike"]>): readonly string[] {
  return [
    ...faultIf(!(fromS >= 0), "spike.fromS", fromS, "a number from 0"),
    ...faultIf(!(isPositive(toS) && toS > fromS), "spike.toS", toS, "a number above spike.fromS"),
    ...faultIf(!isPositive(factor), "spike.factor", factor, "a number above 0"),
  ];
}

function hotFaults(
  { trucks: hot, factor }: NonNullable<ResolvedFleet["hot"]>,
  trucks: number,
): readonly string[] {
  return [
    ...faultIf(
      !(isCount(hot) && hot <= trucks),
      "hot.trucks",
      hot,
      `a whole number from 1 to ${trucks}`,
    ),
    ...faultIf(!isPositive(factor), "hot.factor", factor, "a number above 0"),
  ];
}

function traceFaults(workload: ResolvedTrace): readonly string[] {
  const { speedup, loop, payloadBytes, arrival, durationS = 0, hz } = workload;
  return [
    ...faultIf(
      arrival !== "recorded" && !isPositive(durationS),
      "durationS",
      durationS,
      "a number above 0",
    ),
    ...faultIf(!isPositive(hz), "hz", hz, "a number above 0"),
    ...faultIf(!isPositive(speedup), "speedup", speedup, "a number above 0"),
    ...faultIf(!isCount(loop), "loop", loop, "a whole number from 1"),
    ...faultIf(!isCount(payloadBytes), "payloadBytes", payloadBytes, "a whole number from 1"),
  ];
}

function faultIf(
  isFault: boolean,
  field: string,
  value: number,
  wanted: string,
): readonly string[] {
  return isFault ? [`${field} is ${value}, it must be ${wanted}`] : [];
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function tooMany(eventCount: number): string {
  return `it has ${eventCount} events, at most ${mostEvents} can be planned`;
}

/** Every payload has the same size, so the largest event decides. */
function withRoomForEvents(plan: Plan): Plan {
  const { payloadBytes } = plan;
  if (payloadBytes >= roomyBytes(plan)) return plan;
  const minimum = plan.arrival === "closed" ? roomyBytes(plan) : largestEventBytes(plan.events);
  if (payloadBytes >= minimum) return plan;
  throw new InputError(
    `cannot plan this workload: payloadBytes is ${payloadBytes}, its events need at least ${minimum}`,
  );
}

/** Enough for any event of the plan, without looking at each: the longest name, and numbers as long as they get. */
function roomyBytes({ trucks, events, arrival }: Plan): number {
  const last = arrival === "closed" ? mostClosedLoopEvents : events.length;
  const longest = { lat: -12.1234567, lon: -123.1234567, speedKmh: 12345.12, headingDeg: 123.12 };
  const nameless = { truckId: "", seq: last, index: last, eventTimeMs: -1e13, ...longest };
  const longestName = trucks.reduce((bytes, truckId) => Math.max(bytes, nameBytes(truckId)), 0);
  return minimumPayloadBytes(nameless) + longestName - nameBytes("");
}

function largestEventBytes(events: readonly GpsEvent[]): number {
  let largest = 0;
  for (const event of events) largest = Math.max(largest, minimumPayloadBytes(event));
  return largest;
}
