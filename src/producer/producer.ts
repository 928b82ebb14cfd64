import type { Channel } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { Members } from "../broker/members.ts";
import type { Clock } from "../clock/clock.ts";
import type { HistorySink } from "../history/record.ts";
import type { Random } from "../random.ts";
import type { PlannedEvent } from "../workload/event.ts";

/** A strategy for handing events to the broker. It is offered each event when it is due. */
export interface Producer {
  /** Resolves when the event has been accepted, or when the run is stopped before that. */
  readonly offer: (event: PlannedEvent) => Promise<void>;
  /** Told that everything has been offered; resolves when all of it was sent. Absent: the offers tell. */
  readonly finish?: () => Promise<void>;
}

/** What a strategy may use of its run. */
export interface ProducerContext {
  readonly channel: Pick<
    Channel,
    "address" | "maxBatchEntries" | "maxBatchBytes" | "publish" | "publishTogether"
  >;
  readonly clock: Clock;
  /** Seeded; for back-off. */
  readonly random: Random;
  /** Partition key or message group id of an event. */
  readonly routingKey: (event: PlannedEvent) => string;
  /** Explicit hash key of an event; undefined where the design has none. */
  readonly hashKey: (event: PlannedEvent) => string | undefined;
  readonly payloadBytes: number;
  /** The event as it goes through the broker. */
  readonly encode: (event: PlannedEvent) => string;
  /** Instances of a producer of the user's own, which may crash and come back. */
  readonly members: Members;
  /** Runs code of the user's as this instance: clients that it makes itself are its too. */
  readonly within: <T>(instance: Instance, code: () => T) => T;
  /** Shows every record of the run from now on. */
  readonly follow: (sink: HistorySink) => void;
  /** Notes that an event is given up, which the broker has refused so often. */
  readonly giveUp: (event: PlannedEvent, attempts: number) => void;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
}
