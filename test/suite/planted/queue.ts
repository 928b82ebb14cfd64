/** Consumers of a FIFO queue as users write them: right, and with a fault planted. */
import type { CustomConsumer, QueueConsumerContext } from "../../../src/scenario/custom-code.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { loop, remove } from "../own-code.ts";

export { allAtOnce, deletesFirst } from "../own-code.ts";

type Start = CustomConsumer<QueueConsumerContext>;

/** One after the other, each deleted when it is done; after a failure nothing more of that group. */
export const careful = loop(async ({ client, queueUrl, handler }, messages) => {
  const failed = new Set<string | undefined>();
  for (const message of messages) {
    const group = message.Attributes?.MessageGroupId;
    if (failed.has(group)) continue;
    try {
      await handler(message.Body!);
      await remove(client, queueUrl, message);
    } catch {
      failed.add(group);
    }
  }
});

/** What failed is still in the queue, so it is not lost; but what follows is done before it. */
export const goesOn = loop(async ({ client, queueUrl, handler }, messages) => {
  for (const message of messages) {
    try {
      await handler(message.Body!);
      await remove(client, queueUrl, message);
    } catch {
      // It comes again.
    }
  }
});

const scenario = (
  name: string,
  start: Start,
  changes: Partial<Scenario> = {},
  failing: object = {},
): Scenario => ({
  name,
  summary: "A consumer of a FIFO queue.",
  workload: { kind: "fleet", trucks: 10, hz: 1, durationS: 30 },
  design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "mine", kind: "custom", count: 2, serviceMs: 50, start, ...failing }],
  },
  drainS: 600,
  expect: { verdict: "valid" },
  ...changes,
});

/** A worker dies. */
export const dying = (name: string, start: Start): Scenario =>
  scenario(name, start, {
    faults: [{ kind: "crash", app: "mine", consumer: 1, atS: 10, restartAfterS: 5 }],
  });

/** Each twentieth event fails once. */
export const failing = (name: string, start: Start): Scenario =>
  scenario(name, start, {}, { failing: { everyNth: 20, times: 1 } });

/** A worker stands still, so that several events of a truck come at once. */
export const halting = (name: string, start: Start): Scenario =>
  scenario(name, start, {
    faults: [{ kind: "pause", app: "mine", consumer: 1, atS: 8, forS: 6 }],
  });
