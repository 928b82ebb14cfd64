import type { Environment } from "../environment.ts";
import { Parked } from "../parked.ts";
import { unknownOperation } from "../service-error.ts";
import {
  createQueue,
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
  setQueueAttributes,
} from "./queue-lifecycle.ts";
import { Queues, type SqsAction } from "./queues.ts";
import { receiveMessage } from "./receive.ts";
import { sendMessage, sendMessageBatch } from "./send.ts";
import {
  changeVisibility,
  changeVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from "./settle.ts";
import type { StandardQueueProfile } from "./standard-shelf.ts";

const actions: ReadonlyMap<string, SqsAction> = new Map(
  Object.entries({
    ChangeMessageVisibility: changeVisibility,
    ChangeMessageVisibilityBatch: changeVisibilityBatch,
    CreateQueue: createQueue,
    DeleteMessage: deleteMessage,
    DeleteMessageBatch: deleteMessageBatch,
    DeleteQueue: deleteQueue,
    GetQueueAttributes: getQueueAttributes,
    GetQueueUrl: getQueueUrl,
    ListQueues: listQueues,
    PurgeQueue: purgeQueue,
    ReceiveMessage: receiveMessage,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    SetQueueAttributes: setQueueAttributes,
  }),
);

/** SQS, standard and FIFO, as a state machine. */
export class Sqs {
  readonly #queues: Queues;

  constructor(environment: Environment, standardQueue: StandardQueueProfile) {
    this.#queues = new Queues(environment, standardQueue);
  }

  handle(action: string, input: unknown, nowMs: number): object | Parked {
    const perform = actions.get(action);
    if (perform === undefined) throw unknownOperation(action);
    const output = perform(this.#queues, input, nowMs);
    if (output instanceof Parked) return output;
    for (const queue of this.#queues.waited) queue.waiting.serve(nowMs);
    return output;
  }

  /** The next instant at which a waiting receive can be answered. */
  nextAtMs(): number | undefined {
    let nextMs: number | undefined;
    for (const queue of this.#queues.waited) {
      if (queue.waiting.isEmpty) {
        this.#queues.waited.delete(queue);
        continue;
      }
      for (const atMs of [queue.waiting.nextDeadlineMs(), queue.nextVisibleMs()]) {
        if (atMs !== undefined && (nextMs === undefined || atMs < nextMs)) nextMs = atMs;
      }
    }
    return nextMs;
  }

  /** Answers the waiting receives that have something to receive by now, and those whose wait is over. */
  advance(nowMs: number): void {
    for (const queue of this.#queues.waited) {
      queue.tick(nowMs);
      queue.waiting.serve(nowMs);
      queue.waiting.expire(nowMs);
    }
  }
}
