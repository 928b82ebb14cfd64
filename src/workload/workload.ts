import type { GpsEvent } from "./event.ts";
import type { NamedColumns } from "./trace-columns.ts";
import type { Duplicates } from "./trace.ts";

/** Payloads of the user's own: both or neither. Without, an event is a line of JSON (see payload.ts). */
export interface PayloadCode {
  /** The event as text. */
  readonly encode?: (event: GpsEvent) => string;
  /** Which event a text is; undefined when it is none. */
  readonly decode?: (
    body: string,
  ) => { readonly truckId: string; readonly seq: number } | undefined;
}

/** The synthetic fleet: plausible movement, seeded. */
export interface FleetWorkload extends PayloadCode {
  readonly kind: "fleet";
  /** Number of trucks, named truck_1 … truck_N. Default 100. */
  readonly trucks?: number;
  /** Fixes per second and truck (open loop). Default 1. */
  readonly hz?: number;
  /** Length of the sending phase in seconds. */
  readonly durationS: number;
  /** Each interval is varied by up to this fraction of itself, either way: 0 … 0.9. Default 0.1. */
  readonly jitter?: number;
  /** Exact payload size in bytes. Default 200. */
  readonly payloadBytes?: number;
  /** Open (default): due times fixed beforehand. Closed: every truck as fast as it may. */
  readonly arrival?: "open" | "closed";
  /** Closed loop: events that one truck may have under way at once. Default 1. */
  readonly outstandingPerTruck?: number;
  /** Open loop: the rate is multiplied by `factor` between these two times. */
  readonly spike?: { readonly fromS: number; readonly toS: number; readonly factor: number };
  /** Open loop: the first so many trucks send so many times as often as the others. */
  readonly hot?: { readonly trucks: number; readonly factor: number };
  /** Open loop: the rate per truck changes from `hz` to `toHz` over the whole duration. */
  readonly ramp?: Ramp;
}

export interface Ramp {
  readonly toHz: number;
  /** `linear` (default): by the same amount each second. `exponential`: by the same factor. */
  readonly growth?: "linear" | "exponential";
  /** `limit`: the sending phase ends early, as soon as a send is throttled or events are done too late (see `LimitMeter`). */
  readonly until?: "limit";
}

/** Real GPS from a CSV file, replayed in event-time order. */
export interface TraceWorkload extends PayloadCode {
  readonly kind: "trace";
  /** Path of the CSV file. */
  readonly file: string;
  /** Names of its columns, where they are none of those that are known: `{ truck: "unit no", time: "seen" }`. */
  readonly columns?: NamedColumns;
  /** What becomes of a second fix of a truck at one time: refused (default), or the first or the last of them is kept. */
  readonly duplicates?: Duplicates;
  /** Event time runs this many times faster. Default 1. */
  readonly speedup?: number;
  /** How many times the whole trace is replayed, one after the other. Default 1. */
  readonly loop?: number;
  /** Exact payload size in bytes. Default 200. */
  readonly payloadBytes?: number;
  /**
   * `recorded` (default): events fall due as they were recorded. `open` and `closed` as of a fleet: each truck sends its fixes in their
   * order, over and over, at a rate of our own.
   */
  readonly arrival?: "recorded" | "open" | "closed";
  /** Open and closed: length of the sending phase in seconds. */
  readonly durationS?: number;
  /** Open: as of a fleet. */
  readonly hz?: number;
  readonly jitter?: number;
  readonly ramp?: Ramp;
  /** Closed: as of a fleet. */
  readonly outstandingPerTruck?: number;
}

export type Workload = FleetWorkload | TraceWorkload;
