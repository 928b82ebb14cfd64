import type { Delivery, Reader } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { GpsEvent } from "../workload/event.ts";
import { afterFailure } from "./after-failure.ts";
import type { ReaderContext } from "./consumer.ts";
import { perform } from "./perform.ts";

/** A delivery with what was read out of its payload. */
export interface Work {
  readonly delivery: Delivery;
  /** Undefined when the payload could not be read at all. */
  readonly event: GpsEvent | undefined;
}

/** Where to say what is done. */
export type Settling = Pick<Reader, "settle" | "release">;

/** Pause before a failed event is tried again, in milliseconds. */
const retryMs = 1000;

/** Takes the next deliveries from the lane. */
export async function receiveWork(
  reader: Reader,
  instance: Instance,
  { decode }: ReaderContext,
): Promise<readonly Work[]> {
  const deliveries = await reader.receive(instance.signal);
  return deliveries.map((delivery) => ({ delivery, event: decode(delivery.body).event }));
}

/** Runs the handler on one delivery; true when its effect is done. `slot` tells the workers of one consumer apart. */
async function handle(
  { delivery, event }: Work,
  instance: Instance,
  context: ReaderContext,
  slot: string,
): Promise<boolean> {
  // Nobody can work on it; the verifier counts it as corrupt, and the lane must not stop for it.
  if (event === undefined) return true;
  const { app } = context.spec;
  const { lane, position } = delivery;
  const { truckId: key, seq, index } = event;
  const inHand = { app, lane, position, key, seq, index };
  const { idempotent } = context.spec;
  if (idempotent && context.done.has(key, seq)) return true;
  const work = async (): Promise<void> => {
    await context.handler(instance, inHand);
    // Another consumer may have been quicker: the write is refused.
    if (idempotent && context.done.has(key, seq)) throw new DoneAlready();
  };
  try {
    const isDone = await perform(inHand, instance, work, slot);
    if (isDone && idempotent) context.done.add(key, seq);
    return isDone;
  } catch (error) {
    return error instanceof DoneAlready;
  }
}

class DoneAlready extends Error {
  override readonly name = "DoneAlready";
  override readonly message = "it was done already";
}

/**
 * Handles deliveries one after the other and settles those that are done, or all of them before. Stops at the first that fails, since
 * what follows must not pass it, and returns what is left.
 */
export async function handleInOrder(
  works: readonly Work[],
  reader: Settling,
  instance: Instance,
  context: ReaderContext,
  slot = "",
): Promise<readonly Work[]> {
  const { settle } = context.spec;
  const { signal } = instance;
  const deliveries = works.map(({ delivery }) => delivery);
  if (settle === "before" && deliveries.length > 0) await reader.settle(deliveries, signal);
  let handled = 0;
  for (const work of works) {
    const finished = await handle(work, instance, context, slot);
    if (!finished) break;
    handled += 1;
    if (settle === "each") await reader.settle([work.delivery], signal);
  }
  if (settle === "receive" && handled > 0) {
    await reader.settle(deliveries.slice(0, handled), signal);
  }
  return works.slice(handled);
}

/** As `handleInOrder`, again and again until nothing is left: a stream's reader must not step over what failed, unless it is told to. */
export async function handleAll(
  works: readonly Work[],
  reader: Settling,
  instance: Instance,
  context: ReaderContext,
  slot = "",
): Promise<void> {
  const { attempts, onFailure } = context.spec;
  let left = works;
  let tries = 0;
  while (left.length > 0 && !instance.signal.aborted) {
    const before = left[0];
    left = await handleInOrder(left, reader, instance, context, slot);
    if (left.length === 0 || instance.signal.aborted) return;
    tries = left[0] === before ? tries + 1 : 1;
    const isGivenUp = tries >= attempts && onFailure !== "retry" && onFailure !== "leave";
    if (isGivenUp) left = await afterFailure(left, reader, instance, context);
    else await instance.clock.sleep(retryMs, instance.signal);
  }
}

/** As `handleAll`, but what fails in the end is left, for it comes again. */
export async function handleReceived(
  works: readonly Work[],
  reader: Settling,
  instance: Instance,
  context: ReaderContext,
): Promise<void> {
  const { attempts } = context.spec;
  let left = works;
  let tries = 0;
  while (left.length > 0 && !instance.signal.aborted) {
    const before = left[0];
    left = await handleInOrder(left, reader, instance, context);
    if (left.length === 0 || instance.signal.aborted) return;
    tries = left[0] === before ? tries + 1 : 1;
    if (tries >= attempts) left = await afterFailure(left, reader, instance, context);
    else await instance.clock.sleep(retryMs, instance.signal);
  }
}
