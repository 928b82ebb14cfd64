import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";

import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { GpsEvent } from "../../src/workload/event.ts";

/** What a tracker sends: where the truck is, to about a hundred metres, and nothing that tells one message from the next. */
const position = ({ truckId, lat, lon }: GpsEvent): string =>
  JSON.stringify({ truckId, lat: lat.toFixed(3), lon: lon.toFixed(3) });

async function consume({ client, queueUrl, handler, signal }: QueueConsumerContext): Promise<void> {
  while (!signal.aborted) {
    const asked = { QueueUrl: queueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 20 };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(asked));
    for (const { Body = "", ReceiptHandle } of Messages) {
      await handler(Body);
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

export default {
  name: "content-deduplication-breaks",
  summary:
    "Deduplication by content, and a truck that stands still sends the same position again: the queue accepts it and drops it.",
  workload: {
    kind: "fleet",
    trucks: 5,
    hz: 1,
    durationS: 30,
    encode: position,
    decode: () => undefined,
  },
  design: {
    service: "sqs-fifo",
    deduplication: "content",
    producer: { kind: "serial" },
    consumers: [{ app: "tracker", kind: "custom", count: 5, serviceMs: 5, start: consume }],
  },

  expect: { verdict: "invalid", anomalies: ["lost"] },
} satisfies Scenario;
