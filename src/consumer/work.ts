import type { Delivery, Reader } from "../broker/broker.ts";
import type { GpsEvent } from "../workload/event.ts";
import { decodePayload } from "../workload/payload.ts";
import type { ConsumerContext } from "./consumer.ts";

/** A delivery with what was read out of its payload. */
export interface Work {
  readonly delivery: Delivery;
  /** Undefined when the payload could not be read at all. */
  readonly event: GpsEvent | undefined;
}

/** Key under which deliveries that nobody can read are counted. */
const unreadableKey = "(unreadable)";

/** Pause before a failed event is tried again, in milliseconds. */
const retryMs = 1000;

/** Takes the next deliveries from the lane and writes them into the history. */
export async function receiveWork(
  reader: Reader,
  consumer: string,
  context: ConsumerContext,
): Promise<readonly Work[]> {
  const deliveries = await reader.receive(context.signal);
  const atMs = context.clock.nowMs();
  return deliveries.map((delivery) => {
    const { event, intact, checksum } = decodePayload(delivery.body);
    context.record({
      type: "delivery",
      ...place({ delivery, event }, consumer, context, atMs),
      bytes: delivery.body.length,
      checksum,
      intact,
    });
    return { delivery, event };
  });
}

/** Runs the handler on one delivery; true when its effect is done. */
export async function handle(
  work: Work,
  consumer: string,
  context: ConsumerContext,
): Promise<boolean> {
  const { clock, record, signal } = context;
  if (signal.aborted) return false;
  // Nobody can work on it; the verifier counts it as corrupt, and the lane must not stop for it.
  if (work.event === undefined) return true;
  const at = (): ReturnType<typeof place> => place(work, consumer, context, clock.nowMs());
  record({ type: "start", ...at() });
  try {
    await context.handler(work.event, signal);
  } catch (error) {
    record({ type: "abandon", ...at(), reason: String(error) });
    return false;
  }
  if (signal.aborted) {
    record({ type: "abandon", ...at(), reason: "the run was stopped" });
    return false;
  }
  record({ type: "effect", ...at() });
  return true;
}

/**
 * Handles deliveries one after the other and settles those that are done. Stops at the first that fails, since what follows must
 * not pass it, and returns what is left.
 */
export async function handleInOrder(
  works: readonly Work[],
  reader: Reader,
  consumer: string,
  context: ConsumerContext,
): Promise<readonly Work[]> {
  const done: Delivery[] = [];
  let handled = 0;
  for (const work of works) {
    const finished = await handle(work, consumer, context);
    if (!finished) break;
    handled += 1;
    if (context.spec.settle === "each") await reader.settle([work.delivery], context.signal);
    else done.push(work.delivery);
  }
  if (done.length > 0) await reader.settle(done, context.signal);
  return works.slice(handled);
}

/** As `handleInOrder`, again and again until nothing is left: a stream's reader must not step over what failed. */
export async function handleAll(
  works: readonly Work[],
  reader: Reader,
  consumer: string,
  context: ConsumerContext,
): Promise<void> {
  let left = works;
  while (left.length > 0 && !context.signal.aborted) {
    left = await handleInOrder(left, reader, consumer, context);
    if (left.length > 0) await context.clock.sleep(retryMs, context.signal);
  }
}

function place(
  { delivery, event }: Work,
  consumer: string,
  context: ConsumerContext,
  atMs: number,
) {
  return {
    app: context.spec.app,
    consumer,
    lane: delivery.lane,
    position: delivery.position,
    key: event?.truckId ?? unreadableKey,
    seq: event?.seq ?? -1,
    index: event?.index ?? -1,
    atMs,
  };
}
