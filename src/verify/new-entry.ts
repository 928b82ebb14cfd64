import type { ConsumerEvent, DeliveryRecord } from "../history/record.ts";
import type { Entry } from "./entry.ts";
import type { Place } from "./sent-event.ts";

/** Deliveries of one event whose names are remembered. */
const maxDeliveryIds = 64;

/** An entry for comparison alone: of an event that is done and was dropped, or that was never delivered. */
export function passingEntry(
  record: ConsumerEvent,
  intent: number,
  place: Place,
  origin: "passing" | "told" = "passing",
): Entry {
  const { key, seq, consumer, atMs, recorder } = record;
  const { lane, position } = place;
  return {
    key,
    seq,
    intent,
    lane,
    position,
    consumer,
    atMs,
    recorder,
    receivedAt: 0,
    isOpen: false,
    isDone: true,
    origin,
    more: undefined,
  };
}

/** Remembers the name of one more delivery. */
export function nameDelivery(entry: Entry, { deliveryId }: DeliveryRecord): void {
  if (deliveryId === undefined) return;
  entry.more ??= {};
  const ids = (entry.more.deliveryIds ??= []);
  ids.push(deliveryId);
  if (ids.length > maxDeliveryIds) ids.shift();
}
