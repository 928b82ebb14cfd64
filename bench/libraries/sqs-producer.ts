import { Producer } from "sqs-producer";

import type { DueEvent, QueueProducerContext } from "../../src/scenario/custom-code.ts";
import type { Chapter, Row } from "./row.ts";
import { producing } from "./scenes.ts";

const messageOf = ({ id, body, routingKey }: DueEvent) => ({
  id: id.replace("#", "-"),
  body,
  groupId: routingKey,
  deduplicationId: id,
});

/** Sends until it is accepted; of a batch that failed in part, what failed. */
async function sendAll(
  producer: Producer,
  due: readonly DueEvent[],
  { clock, signal }: QueueProducerContext,
): Promise<void> {
  let left = due.map(messageOf);
  while (left.length > 0 && !signal.aborted) {
    try {
      await producer.send(left);
      return;
    } catch (error) {
      const { failedMessages } = error as { readonly failedMessages?: readonly string[] };
      if (failedMessages !== undefined) left = left.filter(({ id }) => failedMessages.includes(id));
      await clock.sleep(100, signal);
    }
  }
}

const create = ({ client, queueUrl }: QueueProducerContext): Producer =>
  Producer.create({ sqs: client, queueUrl });

async function oneByOne(context: QueueProducerContext): Promise<void> {
  const producer = create(context);
  for await (const due of context.events) await sendAll(producer, [due], context);
}

/** Whatever has gathered goes out together; the next when that is done. */
async function inBatches(context: QueueProducerContext): Promise<void> {
  const producer = create(context);
  let waiting: DueEvent[] = [];
  let isOver = false;
  const sending = async (): Promise<void> => {
    while (!isOver || waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await sendAll(producer, batch, context);
      if (context.signal.aborted) return;
      await context.clock.sleep(500, context.signal);
    }
  };
  const running = sending();
  for await (const due of context.events) waiting.push(due);
  isOver = true;
  await running;
}

async function withoutWaiting(context: QueueProducerContext): Promise<void> {
  const producer = create(context);
  const sends: Promise<void>[] = [];
  for await (const due of context.events) sends.push(sendAll(producer, [due], context));
  await Promise.all(sends);
}

const source = "sqs-producer/dist/esm/producer.js";
const without = ["fails", "slow"] as const;

const rows: readonly Row[] = [
  {
    id: "sqs-producer/one-by-one",
    package: "sqs-producer",
    use: "`send` of one message, awaited, again until it is accepted",
    without,
    scenario: (name) => producing(name, oneByOne),
  },
  {
    id: "sqs-producer/batches",
    package: "sqs-producer",
    use: "`send` of all that gathered in half a second, awaited; then what failed (`failedMessages`), again",
    because: {
      text: "entries of a batch fail by themselves, and after a batch with failures the next one goes out",
      place: { file: source, code: "return this.sendBatch(failedMessagesBatch," },
    },
    without,
    scenario: (name) => producing(name, inBatches),
  },
  {
    id: "sqs-producer/without-waiting",
    package: "sqs-producer",
    use: "`send` of one message, not awaited, again until it is accepted",
    because: {
      text: "nothing holds a message back while an earlier one of its group is under way",
      place: { file: source, code: "const result = await this.sqs.send(command);" },
    },
    without,
    scenario: (name) => producing(name, withoutWaiting),
  },
];

export const sqsProducer: Chapter = {
  text: "One producer on a FIFO queue; two consumers of Convoy's own.",
  rows,
};
