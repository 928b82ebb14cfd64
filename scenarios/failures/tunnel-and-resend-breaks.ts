import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

import type { DueEvent, QueueProducerContext } from "../../src/scenario/custom-code.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

const tunnelMs = 360_000;

/**
 * A device that drives into a tunnel when an answer does not come, and sends the event again when it is out, unless that is later than
 * `untilMs` after the first time.
 */
export function device(untilMs: number) {
  return async ({ clientConfig, queueUrl, events, clock }: QueueProducerContext): Promise<void> => {
    const client = new SQSClient({ ...clientConfig, maxAttempts: 1 });
    const send = ({ body, routingKey, id }: DueEvent): Promise<unknown> =>
      client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageGroupId: routingKey,
          MessageDeduplicationId: id,
        }),
      );
    for await (const due of events) {
      try {
        await send(due);
      } catch {
        await clock.sleep(tunnelMs);
        if (tunnelMs <= untilMs) await send(due);
      }
    }
  };
}

export default {
  name: "tunnel-and-resend-breaks",
  summary:
    "The answer to a send is lost, the truck drives through a tunnel for six minutes and sends the event again: the deduplication window of five minutes is over, and it is in the queue twice.",
  workload: { kind: "fleet", trucks: 1, hz: 0.2, durationS: 60 },
  design: {
    service: "sqs-fifo",
    producer: { kind: "custom", start: device(Infinity) },
    consumers: [{ app: "tracker", kind: "competing", count: 2, serviceMs: 5 }],
  },
  faults: [{ kind: "lost-response", actions: ["SendMessage"], key: "truck_1", nth: 4 }],
  guarantee: "exactly-once-ordered",
  drainS: 600,
  expect: { verdict: "invalid", anomalies: ["duplicate-log", "duplicate-effect"] },
} satisfies Scenario;
