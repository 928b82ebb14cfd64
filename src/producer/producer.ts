import type { Channel } from "../broker/broker.ts";
import type { Clock } from "../clock/clock.ts";
import type { Random } from "../random.ts";
import type { PlannedEvent } from "../workload/event.ts";

/** A strategy for handing events to the broker. It is offered each event when it is due. */
export interface Producer {
  /** Resolves when the event has been accepted, or when the run is stopped before that. */
  readonly offer: (event: PlannedEvent) => Promise<void>;
}

/** What a strategy may use of its run. */
export interface ProducerContext {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Seeded; for back-off. */
  readonly random: Random;
  /** Partition key or message group id of an event. */
  readonly routingKey: (event: PlannedEvent) => string;
  readonly payloadBytes: number;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
}
