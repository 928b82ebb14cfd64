import type { Fate } from "../client/fate.ts";
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
  const messages = events.map((event) => ({
    routingKey: context.routingKey(event),
    id: `${event.truckId}#${event.seq}`,
    body: context.encode(event),
  }));
  const fates = await context.channel.publish(messages);
  for (const fate of fates) {
    if (fate.type !== "accepted" && fate.failure !== undefined) throw fate.failure;
  }
  return fates;
}

/** Sends one event again and again until the broker has it or the run is over: after the SDK's own attempts, the producer's. */
export async function sendUntilAccepted(
  event: PlannedEvent,
  context: ProducerContext,
): Promise<void> {
  for (let tries = 0; !context.signal.aborted; tries += 1) {
    const [fate] = await send([event], context);
    if (fate?.type === "accepted") return;
    await backOff(tries, context);
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
