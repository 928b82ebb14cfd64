import type { Shape } from "../../shape.ts";
import { checked, checkRange, queueUrlFields } from "../input/checked.ts";
import { deadLetterQueueOf, moveToDeadLetters } from "../queue/dead-letters.ts";
import { Message } from "../queue/message.ts";
import type { QueueReference } from "../queue/queue-reference.ts";
import { inFlightLimit, type Queue } from "../queue/queue.ts";
import type { Queues } from "../queue/queues.ts";
import { sqsErrors } from "../sqs-error.ts";
import { describeMessage, type WantedAttributes } from "./received-message.ts";
import type { SqsAction } from "./sqs-action.ts";

const names = { type: "list", of: { type: "string" } } as const;
const shape: Shape = {
  ...queueUrlFields,
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
  MaxNumberOfMessages: { type: "integer" },
  VisibilityTimeout: { type: "integer" },
  WaitTimeSeconds: { type: "integer" },
  ReceiveRequestAttemptId: { type: "string" },
};

interface ReceiveInput extends QueueReference, WantedAttributes {
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly ReceiveRequestAttemptId?: string;
}

/** Up to 10 messages; waits up to 20 s for the first (SDG/quotas-messages, SDG/sqs-short-and-long-polling). */
export const receiveMessage: SqsAction = (queues, input, nowMs) => {
  const request = checked<ReceiveInput>(shape, input);
  const queue = queues.find(request, nowMs);
  checkRequest(request);
  const { settings } = queue;
  const { hasQuotas } = queues.environment;
  // A receive counts when it arrives, whether or not it then waits or finds anything (assumed).
  const mayCall =
    !hasQuotas || !settings.isFifo || queue.throttle.admitCall("receive", settings, nowMs);
  if (!mayCall) throw sqsErrors.requestThrottled();
  const waitMs = (request.WaitTimeSeconds ?? settings.receiveWaitS) * 1000;
  const isLongPoll = waitMs > 0;
  // At the limit a standard queue says OverLimit on short polling; FIFO, and long polling, just stall (SDG/quotas-fifo, Q-SDK).
  if (hasQuotas && queue.count("in-flight") >= inFlightLimit && !isLongPoll && !settings.isFifo) {
    throw sqsErrors.overLimit("Too many messages in flight.");
  }
  const output = receive(queues, queue, request, { isArrival: true, isLongPoll, nowMs });
  if (output !== undefined) return output;
  if (!isLongPoll) return {};
  queues.waited.add(queue);
  return queue.waiting.add(queues.nextOrder(), nowMs + waitMs, (atMs) =>
    receive(queues, queue, request, { isArrival: false, isLongPoll, nowMs: atMs }),
  );
};

function checkRequest(request: ReceiveInput): void {
  checkRange("MaxNumberOfMessages", request.MaxNumberOfMessages, 1, 10);
  checkRange("VisibilityTimeout", request.VisibilityTimeout, 0, 43_200);
  checkRange("WaitTimeSeconds", request.WaitTimeSeconds, 0, 20);
  const { ReceiveRequestAttemptId: id } = request;
  if (id === undefined || /^[\x21-\x7e]{1,128}$/.test(id)) return;
  // The rule is in Q-SDK ReceiveMessage; the wording, that of the other ids, is assumed.
  throw sqsErrors.invalidValue(
    "ReceiveRequestAttemptId",
    id,
    "ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
  );
}

/** One look into the queue. */
interface Look {
  /** Not the look of a receive that has waited. */
  readonly isArrival: boolean;
  readonly isLongPoll: boolean;
  readonly nowMs: number;
}

/** What a look gives; undefined if there is nothing for this request. */
function receive(
  queues: Queues,
  queue: Queue,
  request: ReceiveInput,
  look: Look,
): object | undefined {
  const { nowMs } = look;
  const timeoutS = request.VisibilityTimeout;
  const untilMs = nowMs + (timeoutS === undefined ? queue.settings.visibilityMs : timeoutS * 1000);
  const attemptId = queue.settings.isFifo ? request.ReceiveRequestAttemptId : undefined;
  if (attemptId !== undefined) {
    const repeated = queue.attempts.repeat(attemptId, nowMs, (order) => queue.findReceived(order));
    // One that has waited takes what there is: it came before the attempt was spent.
    if (repeated === "spent" && look.isArrival) throw notRetryable(attemptId);
    if (repeated !== undefined && repeated !== "spent") {
      // "If a retry occurs within the deduplication interval, it resets the visibility timeout" (Q-SDK ReceiveMessage).
      for (const message of repeated) queue.hideUntil(message, untilMs);
      return describe(queues, queue, request, repeated);
    }
  }
  const messages = take(queues, queue, request.MaxNumberOfMessages ?? 1, { ...look, untilMs });
  if (messages.length === 0) return undefined;
  if (attemptId !== undefined) queue.attempts.remember(attemptId, nowMs, messages);
  if (!queue.settings.isFifo) scheduleCopies(queues, queue, messages, nowMs);
  return describe(queues, queue, request, messages);
}

/** The wording is the live service's (awslabs/amazon-sqs-java-messaging-lib #213, aws/aws-sdk-java #2613). */
function notRetryable(attemptId: string): Error {
  return sqsErrors.invalidValue(
    "ReceiveRequestAttemptId",
    attemptId,
    "The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.",
  );
}

function describe(
  { environment }: Queues,
  queue: Queue,
  request: ReceiveInput,
  messages: readonly Message[],
): object {
  const senderId = environment.accountId;
  return {
    Messages: messages.map((message) => describeMessage(queue, message, request, senderId)),
  };
}

/** Takes messages into flight, as many as the limits let through, and moves those that were received too often. */
function take(
  queues: Queues,
  queue: Queue,
  asked: number,
  { isArrival, isLongPoll, nowMs, untilMs }: Look & { readonly untilMs: number },
): readonly Message[] {
  const { hasQuotas } = queues.environment;
  const limit = hasQuotas ? Math.min(asked, inFlightLimit - queue.count("in-flight")) : asked;
  const target = deadLetterQueueOf(queues, queue);
  const maxReceiveCount =
    target === undefined ? Infinity : (queue.redrive?.maxReceiveCount ?? Infinity);
  let isHeldBack = false;
  const hasPartitions = hasQuotas && queue.settings.isHighThroughput;
  const { received, spent } = queue.take({
    limit,
    isLongPoll,
    untilMs,
    nowMs,
    maxReceiveCount,
    // A receive that waited is not held back: it was let in when it came (assumed).
    ...(hasPartitions &&
      isArrival && {
        mayServe: (partition) => {
          const mayServe = queue.throttle.mayReceive(partition, nowMs);
          isHeldBack ||= !mayServe;
          return mayServe;
        },
      }),
    ...(hasPartitions && {
      onServe: (partition) => queue.throttle.countReceive(partition, nowMs),
    }),
  });
  if (target !== undefined) {
    moveToDeadLetters(queues, { source: queue, target, messages: spent, nowMs });
  }
  // That AWS refuses a receive when all it could give lies in partitions that are used up is assumed.
  if (received.length === 0 && isHeldBack) throw sqsErrors.requestThrottled();
  return received;
}

/** "At-least-once", and now and then after a delete (SDG/standard-queues, Q-SDK DeleteMessage): how often is assumed. */
function scheduleCopies(
  queues: Queues,
  queue: Queue,
  messages: readonly Message[],
  nowMs: number,
): void {
  const { standardQueue, random } = queues;
  const copy = (message: Message, afterMs: number): void => {
    const again = new Message(queues.nextOrder(), message.content, true);
    again.receiveCount = 1;
    again.receivedHere = 1;
    again.firstReceivedMs = nowMs;
    queue.add(again, { state: "copy", untilMs: nowMs + afterMs });
  };
  for (const message of messages) {
    if (message.isCopy || message.receiveCount > 1) continue;
    if (random() < standardQueue.duplicateProbability) {
      copy(message, Math.ceil(random() * standardQueue.duplicateWithinMs));
    }
    const afterMs = faultCopyAfterMs(queues, message, nowMs);
    if (afterMs !== undefined) copy(message, afterMs);
  }
}

function faultCopyAfterMs(
  { environment: { faults } }: Queues,
  { content: { groupId } }: Message,
  nowMs: number,
): number | undefined {
  if (!faults.has("duplicate-delivery")) return undefined;
  const keys = groupId === undefined ? [] : [groupId];
  const action = "ReceiveMessage";
  return faults.duplicateAfterMs({ service: "sqs", action, keys, shards: () => [], nowMs });
}
