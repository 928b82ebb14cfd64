/** Traces that were read once for all threads of a process: columns of numbers in memory that belongs to all of them, 44 bytes a row. */
import type { TraceFix } from "./trace.ts";

/** A trace in columns. */
export interface PackedTrace {
  readonly trucks: readonly string[];
  /** Of each fix, where its truck stands in `trucks`. */
  readonly truckOf: Uint32Array;
  readonly line: Uint32Array;
  readonly numbers: Readonly<Record<(typeof numbers)[number], Float64Array>>;
}

const numbers = ["eventTimeMs", "lat", "lon", "speedKmh", "headingDeg"] as const;

/** By what they were read from, and how. */
export type SharedTraces = ReadonlyMap<string, PackedTrace>;

const shared = new Map<string, PackedTrace>();

/** What this thread has to give to others. */
export function sharedTraces(): SharedTraces {
  return shared;
}

/** What another thread has read. */
export function takeTraces(traces: SharedTraces): void {
  for (const [key, trace] of traces) shared.set(key, trace);
}

export function share(key: string, fixes: readonly TraceFix[]): void {
  if (!shared.has(key)) shared.set(key, packed(fixes));
}

/** The fixes of a trace that is shared. */
export function sharedFixes(key: string): readonly TraceFix[] | undefined {
  const trace = shared.get(key);
  return trace && unpacked(trace);
}

function packed(fixes: readonly TraceFix[]): PackedTrace {
  const places = new Map<string, number>();
  const truckOf = new Uint32Array(sharedBytes(4 * fixes.length));
  const line = new Uint32Array(sharedBytes(4 * fixes.length));
  for (const [at, fix] of fixes.entries()) {
    const place = places.get(fix.truckId) ?? places.size;
    places.set(fix.truckId, place);
    truckOf[at] = place;
    line[at] = fix.line;
  }
  const columns = numbers.map((name) => {
    const column = new Float64Array(sharedBytes(8 * fixes.length));
    for (const [at, fix] of fixes.entries()) column[at] = fix[name];
    return [name, column] as const;
  });
  const trucks = [...places.keys()];
  return {
    trucks,
    truckOf,
    line,
    numbers: Object.fromEntries(columns) as Record<(typeof numbers)[number], Float64Array>,
  };
}

function sharedBytes(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

function unpacked({ trucks, truckOf, line, numbers: columns }: PackedTrace): readonly TraceFix[] {
  const { eventTimeMs, lat, lon, speedKmh, headingDeg } = columns;
  return Array.from(truckOf, (truck, at) => ({
    truckId: trucks[truck]!,
    eventTimeMs: eventTimeMs[at]!,
    lat: lat[at]!,
    lon: lon[at]!,
    speedKmh: speedKmh[at]!,
    headingDeg: headingDeg[at]!,
    line: line[at]!,
  }));
}
