/**
 * One workload, one handler, one number of consumers and the same phases for several designs: what a comparison file exports by default.
 * It becomes scenarios named `<design>-<phase>` that differ in the design alone; what the comparison sets, no design can.
 */
import type { ProfileName } from "../verify/profile.ts";
import type { FleetWorkload, TraceWorkload } from "../workload/workload.ts";
import type { QueueConsumerSpec, StreamConsumerSpec } from "./consumer-spec.ts";
import type { Expectations, FifoDesign, KinesisDesign, StandardDesign } from "./scenario.ts";

export interface Comparison {
  /** Equal to the file's name without its ending. */
  readonly name: string;
  readonly summary: string;
  /** Open or as recorded; what a phase needs otherwise, the phase sets. */
  readonly workload: FleetWorkload | TraceWorkload;
  /** Time a handler takes per event, in milliseconds. */
  readonly handlerMs: number;
  /** Consumers started. */
  readonly consumers: number;
  /** As of a scenario, for all phases. Default 600: five consumers may have long to work. */
  readonly drainS?: number;
  readonly phases: Phases;
  readonly designs: Readonly<Record<string, ComparedDesign>>;
}

/** Which phases there are, with what is to be otherwise than usual. */
export interface Phases {
  /** Everything from the start, at the workload's own rate. */
  readonly steady?: Lasting;
  /** The consumers come late, and work off what has gathered. */
  readonly backlog?: Late;
  /** Every truck as fast as it may. */
  readonly ceiling?: Ceiling;
  /** The same with events of 8 KiB, the key counted. */
  readonly "ceiling-8-kib"?: Ceiling;
  /** The rate per truck rises until something gives. */
  readonly saturation?: Rising;
  /** A second application reads everything again. */
  readonly replay?: Lasting;
  /** What a wrong design shows: the consumers come late, so that there is something to mix up. Only for designs that name it. */
  readonly wrong?: Late;
}

export type PhaseName = keyof Phases;

/** Of a fleet: length of the sending phase in seconds, in place of the workload's. A trace has its own. */
interface Lasting {
  readonly durationS?: number;
}

interface Late extends Lasting {
  /** Seconds after the start at which the consumers begin. Default 30 (backlog), 10 (wrong). */
  readonly lateS?: number;
}

interface Ceiling {
  /** Length of the sending phase in seconds. Default 3. */
  readonly durationS?: number;
  /** Events that one truck may have under way at once. Default 10. */
  readonly outstandingPerTruck?: number;
  /**
   * How many times the fleet of the workload, for a ceiling that is the service's: trucks that wait for each answer may not fill the shard
   * that got fewest of them. Default 1. A trace is what it is.
   */
  readonly fleets?: number;
  /** Default: the workload's; 8,183 in the phase of 8 KiB. */
  readonly payloadBytes?: number;
}

interface Rising {
  /** Per truck. Default: half the workload's rate; 0.5 for a trace. */
  readonly fromHz?: number;
  /** Where it ends if nothing gives. Default 64. */
  readonly toHz?: number;
  /** Default 10.5: with the other defaults the rate doubles every 1.5 s. */
  readonly durationS?: number;
}

/** How a service is used, and nothing else. */
export type ComparedDesign =
  | Compared<KinesisDesign, StreamConsumerSpec>
  | Compared<FifoDesign, QueueConsumerSpec>
  | Compared<StandardDesign, QueueConsumerSpec>;

type Compared<Design, Consumer> = Omit<Design, "consumers"> & {
  readonly consumer: ComparedConsumer<Consumer>;
} & ComparedFacts;

/** What the comparison sets is left out. */
type ComparedConsumer<Consumer> = Consumer extends unknown
  ? Omit<Consumer, "app" | "count" | "serviceMs" | "startAtS" | "startAfter">
  : never;

interface ComparedFacts {
  /** One sentence. */
  readonly summary: string;
  /** In which phases it takes part. Default: all but `wrong`. */
  readonly phases?: readonly PhaseName[];
  /** As of a scenario. */
  readonly guarantee?: ProfileName;
  /**
   * What its runs must show. The verdict is `valid` by default; `invalid` for a design with `random-partition-key` or `standard` in its
   * name, a negative control.
   */
  readonly expect?: Readonly<Partial<Record<PhaseName, Partial<Expectations>>>>;
}

/** Which run of a comparison a scenario is. */
export interface ComparedRun {
  readonly comparison: string;
  readonly design: string;
  readonly phase: PhaseName;
}
