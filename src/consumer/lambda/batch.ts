import type { Delivery } from "../../broker/broker.ts";
import { payloadBytes } from "../../broker/lambda-records.ts";

/** Largest payload of one synchronous invocation (LDG/gettingstarted-limits). */
const mostBytes = 6 * 1024 * 1024;

/** How many of the events that wait, from the first on, fit into one batch; at least one. */
export function batchLength(waiting: readonly Delivery[], batchSize: number): number {
  let bytes = 0;
  let length = 0;
  for (const delivery of waiting) {
    bytes += payloadBytes(delivery);
    if (length === batchSize || (length > 0 && bytes > mostBytes)) break;
    length += 1;
  }
  return length;
}

/** Whether nothing more can be gathered into the batch. */
export function isFull(waiting: readonly Delivery[], batchSize: number): boolean {
  return waiting.length >= batchSize || batchLength(waiting, batchSize) < waiting.length;
}
