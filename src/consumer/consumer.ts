import type { Channel, Lane, Reader } from "../broker/broker.ts";
import type { Clock } from "../clock/clock.ts";
import type { HistoryRecord } from "../history/record.ts";
import type { ConsumerSpec } from "../scenario/scenario.ts";
import type { GpsEvent } from "../workload/event.ts";

/** The work done per event. Its end is the effect. */
export type Handler = (event: GpsEvent, signal: AbortSignal) => Promise<void>;

/** What a consumer strategy may use of its run. */
export interface ConsumerContext {
  readonly spec: ConsumerSpec;
  readonly channel: Channel;
  readonly clock: Clock;
  readonly record: (record: HistoryRecord) => void;
  readonly handler: Handler;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
}

/** A strategy: starts `spec.count` consumers and resolves when all have stopped. */
export type ConsumerStrategy = (context: ConsumerContext) => Promise<void>;

/** Names of the consumers of an application: app-1, app-2 … */
export function consumerNames(spec: ConsumerSpec): readonly string[] {
  return Array.from({ length: spec.count }, (_, index) => `${spec.app}-${index + 1}`);
}

/** A reader of the lane with the poll and batch size of the consumer's spec, or the service's usual ones. */
export function openReader(lane: Lane, spec: ConsumerSpec): Reader {
  const exclusive = lane.access === "exclusive";
  return lane.open({
    app: spec.app,
    maxEvents: spec.maxEvents ?? (exclusive ? 10_000 : 10),
    pollMs: spec.pollMs ?? (exclusive ? 1000 : 20_000),
  });
}
