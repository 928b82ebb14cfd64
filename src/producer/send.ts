import type { PublishOutcome } from "../broker/broker.ts";
import type { PlannedEvent } from "../workload/event.ts";
import { encodePayload, payloadChecksum } from "../workload/payload.ts";
import type { ProducerContext } from "./producer.ts";

const retryBaseMs = 100;
/** The longest back-off as a multiple of the first step. */
const retryMaxSteps = 50;

/** Sends the events in one call, with every send and its outcome in the history. Throws when there is no use in sending again. */
export async function send(
  events: readonly PlannedEvent[],
  context: ProducerContext,
): Promise<readonly PublishOutcome[]> {
  const { channel, clock, record, signal } = context;
  const messages = events.map((event) => {
    const body = encodePayload(event, context.payloadBytes);
    record({
      type: "send",
      key: event.truckId,
      seq: event.seq,
      index: event.index,
      dueMs: event.dueMs,
      atMs: clock.nowMs(),
      bytes: context.payloadBytes,
      checksum: payloadChecksum(body),
    });
    return { routingKey: context.routingKey(event), id: `${event.truckId}#${event.seq}`, body };
  });
  const outcomes = await channel.publish(messages, signal);
  const atMs = clock.nowMs();
  for (const [index, event] of events.entries()) {
    const { truckId: key, seq } = event;
    const outcome = outcomes[index] ?? { type: "uncertain", reason: "no outcome" };
    switch (outcome.type) {
      case "accepted":
        record({ type: "ack", key, seq, atMs, lane: outcome.lane, position: outcome.position });
        break;
      case "refused":
        record({ type: "refused", key, seq, atMs, reason: outcome.reason });
        break;
      case "uncertain":
        record({ type: "uncertain", key, seq, atMs, reason: outcome.reason });
        break;
    }
  }
  for (const outcome of outcomes) {
    if (outcome.type !== "accepted" && outcome.failure !== undefined) throw outcome.failure;
  }
  return outcomes;
}

/** Sends one event again and again until the broker has it or the run is over: after the SDK's own attempts, the producer's. */
export async function sendUntilAccepted(
  event: PlannedEvent,
  context: ProducerContext,
): Promise<void> {
  for (let tries = 0; !context.signal.aborted; tries += 1) {
    const [outcome] = await send([event], context);
    if (outcome?.type === "accepted") return;
    await backOff(tries, context);
    context.record({ type: "retry", atMs: context.clock.nowMs(), action: "producer" });
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
