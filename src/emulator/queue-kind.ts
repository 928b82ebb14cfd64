import type { QueueKind } from "./latency.ts";
import { isRecord } from "./shape.ts";

/** The kind of the queue that a request names, by URL or by name; undefined if it names none. */
export function queueKindOf(input: unknown): QueueKind | undefined {
  if (!isRecord(input)) return undefined;
  const { QueueUrl, QueueName } = input;
  const name = QueueUrl ?? QueueName;
  if (typeof name !== "string") return undefined;
  return name.endsWith(".fifo") ? "fifo" : "standard";
}
