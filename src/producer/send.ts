import type { Message } from "../broker/broker.ts";
import type { Fate } from "../client/fate.ts";
import type { Sending } from "../scenario/scenario.ts";
import type { PlannedEvent } from "../workload/event.ts";
import type { ProducerContext } from "./producer.ts";

const retryBaseMs = 100;
/** The longest back-off as a multiple of the first step. */
const retryMaxSteps = 50;

/** Sends the events in one call. Throws when there is no use in sending again. */
export async function send(
  events: readonly PlannedEvent[],
  context: ProducerContext,
): Promise<readonly Fate[]> {
  const fates = await context.channel.publish(events.map((event) => messageOf(event, context)));
  for (const fate of fates) {
    if (fate.type !== "accepted" && fate.failure !== undefined) throw fate.failure;
  }
  return fates;
}

export function messageOf(
  event: PlannedEvent,
  { routingKey, hashKey, encode }: Pick<ProducerContext, "routingKey" | "hashKey" | "encode">,
  body = encode(event),
): Message {
  const id = `${event.truckId}#${event.seq}`;
  const place = hashKey(event);
  const hashed = place === undefined ? {} : { hashKey: place };
  return { routingKey: routingKey(event), ...hashed, id, body };
}

/**
 * Sends one event again and again until the broker has it or the run is over: after the SDK's own attempts, the producer's. Gives it up
 * after so many.
 */
export function sendUntilAccepted(
  event: PlannedEvent,
  context: ProducerContext,
  spec: Sending = {},
): Promise<void> {
  // However often it is sent, it is the same; only where it goes may be otherwise.
  const body = context.encode(event);
  const attempt = () => context.channel.publish([messageOf(event, context, body)]);
  return untilAccepted([event], attempt, spec, context);
}

/** The same for events that stand or fall together, whose sending once more is `attempt`. */
export async function untilAccepted(
  events: readonly PlannedEvent[],
  attempt: () => Promise<readonly Fate[]>,
  { attempts = Infinity }: Sending,
  context: ProducerContext,
): Promise<void> {
  const tries = new Tries(attempts);
  while (!context.signal.aborted) {
    const fate = (await attempt())[0]!;
    if (fate.type === "accepted" || context.signal.aborted) return;
    if (fate.failure !== undefined) throw fate.failure;
    tries.failed(fate);
    if (tries.areOver) {
      for (const event of events) tries.giveUp(event, context);
      return;
    }
    await backOff(tries.count - 1, context);
  }
}

/** The attempts at one event, or at several that go together. */
export class Tries {
  readonly #most: number;
  /** Some attempt may have been accepted. */
  #mayBeThere = false;
  count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  failed(fate: Fate): void {
    this.count += 1;
    if (fate.type !== "refused") this.#mayBeThere = true;
  }

  get areOver(): boolean {
    return this.count >= this.#most;
  }

  /** Of what may be there nobody says that it is not. */
  giveUp(event: PlannedEvent, context: ProducerContext): void {
    if (!this.#mayBeThere) context.giveUp(event, this.count);
  }
}

/** Full-jitter exponential back-off: a random share of base × 2^tries, at most 50 × base. */
export async function backOff(
  tries: number,
  context: ProducerContext,
  baseMs = retryBaseMs,
): Promise<void> {
  const capMs = baseMs * Math.min(retryMaxSteps, 2 ** Math.min(tries, 20));
  await context.clock.sleep(context.random() * capMs, context.signal);
}
