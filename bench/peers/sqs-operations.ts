import { createHash } from "node:crypto";

import { drive, type Driven, type Script, type Server } from "./load.ts";
import { connections, driveBare, expect, type Operation, repeat, text } from "./operation.ts";
import { call, request } from "./requests.ts";

const md5 = createHash("md5").update(text).digest("hex");
const batch = {
  Entries: Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: text })),
};

let queues = 0;

/** A queue for one measurement, deleted afterwards, so that what one leaves behind does not slow down the next. */
export async function withQueue(
  { url }: Server,
  measure: (QueueUrl: string) => Promise<Driven>,
): Promise<Driven> {
  const QueueName = `bench-${(queues += 1)}`;
  const { QueueUrl } = await call(url, "sqs", "CreateQueue", { QueueName });
  const driven = await measure(QueueUrl as string);
  await call(url, "sqs", "DeleteQueue", { QueueUrl });
  return driven;
}

/** Throws unless the queue holds so many messages and none is in flight. */
export async function expectStored(
  { url }: Server,
  QueueUrl: string,
  messages: number,
): Promise<void> {
  const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
  const answer = await call(url, "sqs", "GetQueueAttributes", { QueueUrl, AttributeNames });
  const attributes = answer["Attributes"] as Record<string, string>;
  const [visible, inFlight] = AttributeNames.map((name) => Number(attributes[name]));
  const isRight = visible === messages && inFlight === 0;
  expect(isRight, `not the ${messages} messages that were sent`, JSON.stringify(attributes));
}

interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
}

function sendOperation(send: {
  readonly name: string;
  readonly action: string;
  readonly input: object;
  readonly answerBytes: number;
  readonly read: (answer: Record<string, unknown>) => readonly Sent[];
  readonly count: number;
}): Operation {
  const { name, action, input, count } = send;
  const like = (QueueUrl: string, path?: string) =>
    request("sqs", action, { QueueUrl, ...input }, path);
  const check = (answer: string): void => {
    const sent = send.read(JSON.parse(answer) as Record<string, unknown>);
    const ids = new Set(sent.map(({ MessageId }) => MessageId));
    const isRight = ids.size === count && sent.every((one) => one.MD5OfMessageBody === md5);
    expect(isRight, "not what a send answers", answer);
  };
  return {
    name,
    service: "sqs",
    run: (server, forMs) =>
      withQueue(server, async (QueueUrl) => {
        const script = repeat(like(QueueUrl));
        const driven = await drive({ server, connections, forMs, script, check });
        await expectStored(server, QueueUrl, driven.answers * count);
        return driven;
      }),
    runBare: driveBare(like("http://127.0.0.1:4566/000000000000/bench-1", `/${send.answerBytes}`)),
  };
}

const sendMessage = sendOperation({
  name: "SendMessage",
  action: "SendMessage",
  input: { MessageBody: text },
  answerBytes: 106,
  read: (answer) => [answer as unknown as Sent],
  count: 1,
});

const sendMessageBatch = sendOperation({
  name: "SendMessageBatch x 10",
  action: "SendMessageBatch",
  input: batch,
  answerBytes: 1200,
  read: (answer) => answer["Successful"] as readonly Sent[],
  count: 10,
});

/** Batches of ten messages that wait to be received. */
const filledCalls = 2000;

/** Each message is received by itself and deleted; a message is two calls. It ends when the queue is empty. */
const receiveAndDelete: Operation = {
  name: "ReceiveMessage + DeleteMessage",
  service: "sqs",
  run: (server, forMs) =>
    withQueue(server, async (QueueUrl) => {
      await fill(server, QueueUrl);
      const receive = request("sqs", "ReceiveMessage", { QueueUrl, VisibilityTimeout: 600 });
      const endAt = performance.now() + forMs;
      let deleted = 0;
      const script = (): Script => {
        let isReceived = false;
        return (answer) => {
          if (isReceived) deleted += 1;
          isReceived = !isReceived && answer !== undefined;
          // What was received is still deleted, so that nothing is left in flight.
          if (!isReceived) return performance.now() < endAt ? receive : undefined;
          const handle = /"ReceiptHandle":"([^"]+)"/.exec(answer ?? "")?.[1];
          if (handle === undefined) return undefined;
          return request("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle: handle });
        };
      };
      const check = (answer: string): void =>
        expect(answer.includes(text) && answer.includes(md5), "not the message", answer);
      const load = { server, connections, forMs: 2 * forMs, script, check, readsAnswers: true };
      const driven = await drive(load);
      await expectStored(server, QueueUrl, filledCalls * 10 - deleted);
      return inPairs(driven);
    }),
  runBare: async (server, forMs) =>
    inPairs(
      await driveBare(request("sqs", "ReceiveMessage", { QueueUrl: text }, "/300"))(server, forMs),
    ),
};

async function fill(server: Server, QueueUrl: string): Promise<void> {
  const request_ = request("sqs", "SendMessageBatch", { QueueUrl, ...batch });
  let left = filledCalls;
  const script = (): Script => () => ((left -= 1) < 0 ? undefined : request_);
  await drive({ server, connections, forMs: 60_000, script });
}

function inPairs(driven: Driven): Driven {
  return { ...driven, answers: driven.answers / 2, perSecond: driven.perSecond / 2 };
}

export const sqsOperations: readonly Operation[] = [
  sendMessage,
  sendMessageBatch,
  receiveAndDelete,
];
