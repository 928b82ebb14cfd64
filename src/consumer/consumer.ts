import type { Channel, Delivery, Lane, Reader, ReadingStart } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { Members } from "../broker/members.ts";
import type { Clock } from "../clock/clock.ts";
import type { ResolvedConsumer, ResolvedReader } from "../scenario/resolved.ts";
import type { Codec } from "../workload/codec.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { DoneEvents } from "./done-events.ts";
import type { Named } from "./failures.ts";
import type { InHand } from "./perform.ts";

/** The work done per event, by one consumer. Its end is the effect. */
export type Handler = (instance: Instance, event: Named) => Promise<void>;

/** What a consumer strategy may use of its run. */
export interface ConsumerContext<Spec extends ResolvedConsumer = ResolvedConsumer> {
  readonly spec: Spec;
  readonly channel: Channel;
  readonly clock: Clock;
  /** The consumers of the application, who may die and come back. */
  readonly members: Members;
  /** How far the application has come in each lane with a log. */
  readonly checkpoints: Pick<Checkpoints, "reach" | "positionIn">;
  /** What an idempotent application has done. */
  readonly done: DoneEvents;
  /** Tells which event a body is. */
  readonly decode: Codec["decode"];
  readonly handler: Handler;
  /** Runs code of the user's as this consumer: clients that it makes itself are the consumer's too. */
  readonly within: <T>(instance: Instance, code: () => T) => T;
  /** The event that a consumer received with this body, last, or at this place. */
  readonly inHand: (
    consumer: string,
    body: string,
    place?: Pick<Delivery, "lane" | "position">,
  ) => InHand;
  /** Aborts when the run is over. */
  readonly signal: AbortSignal;
}

/** A strategy: runs the consumers of an application and resolves when all have stopped. */
export type ConsumerStrategy<Spec extends ResolvedConsumer = ResolvedConsumer> = (
  context: ConsumerContext<Spec>,
) => Promise<void>;

/** The context of a strategy that reads through a `Reader`. */
export type ReaderContext = ConsumerContext<ResolvedReader>;

/** A reader of the lane with the poll and batch size of the consumer's spec. */
export function openReader(
  lane: Lane,
  from: ReadingStart,
  instance: Instance,
  { spec, checkpoints, clock }: ReaderContext,
  begun: () => void = () => {},
): Reader {
  return lane.open({
    app: spec.app,
    connection: instance.connection,
    pacing: instance.clock,
    from,
    begun,
    checkpoint: (position) => {
      if (!instance.life.isDead) checkpoints.reach(lane.id, position, instance.name, clock.nowMs());
    },
    maxEvents: spec.maxEvents,
    pollMs: spec.pollMs,
    whenExpired: spec.whenExpired,
    ...(spec.receiveAttemptIds === true && { attemptIds: true }),
  });
}
