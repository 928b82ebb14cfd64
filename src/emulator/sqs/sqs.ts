import type { Environment } from "../environment.ts";
import { Parked } from "../parked.ts";
import { unknownOperation } from "../service-error.ts";
import type { SqsActionName } from "./action-names.ts";
import { listDeadLetterSourceQueues } from "./actions/list-dead-letter-sources.ts";
import {
  cancelMessageMoveTask,
  listMessageMoveTasks,
  mover,
  startMessageMoveTask,
} from "./actions/move-task-actions.ts";
import { addPermission, removePermission } from "./actions/permissions.ts";
import {
  createQueue,
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
  setQueueAttributes,
} from "./actions/queue-lifecycle.ts";
import { receiveMessage } from "./actions/receive.ts";
import { sendMessage, sendMessageBatch } from "./actions/send.ts";
import {
  changeVisibility,
  changeVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from "./actions/settle.ts";
import type { SqsAction } from "./actions/sqs-action.ts";
import { listQueueTags, tagQueue, untagQueue } from "./actions/tag-actions.ts";
import { type QueueProfiles, Queues } from "./queue/queues.ts";

const actions: ReadonlyMap<string, SqsAction> = new Map(
  Object.entries({
    AddPermission: addPermission,
    CancelMessageMoveTask: cancelMessageMoveTask,
    ChangeMessageVisibility: changeVisibility,
    ChangeMessageVisibilityBatch: changeVisibilityBatch,
    CreateQueue: createQueue,
    DeleteMessage: deleteMessage,
    DeleteMessageBatch: deleteMessageBatch,
    DeleteQueue: deleteQueue,
    GetQueueAttributes: getQueueAttributes,
    GetQueueUrl: getQueueUrl,
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
    ListMessageMoveTasks: listMessageMoveTasks,
    ListQueues: listQueues,
    ListQueueTags: listQueueTags,
    PurgeQueue: purgeQueue,
    ReceiveMessage: receiveMessage,
    RemovePermission: removePermission,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    SetQueueAttributes: setQueueAttributes,
    StartMessageMoveTask: startMessageMoveTask,
    TagQueue: tagQueue,
    UntagQueue: untagQueue,
  } satisfies Readonly<Record<SqsActionName, SqsAction>>),
);

/** SQS, standard and FIFO, as a state machine. */
export class Sqs {
  readonly #queues: Queues;

  constructor(environment: Environment, profiles: QueueProfiles) {
    this.#queues = new Queues(environment, profiles);
  }

  handle(action: string, input: unknown, nowMs: number): object | Parked {
    const perform = actions.get(action);
    if (perform === undefined) throw unknownOperation(action);
    const output = perform(this.#queues, input, nowMs);
    if (output instanceof Parked) return output;
    this.#serve(nowMs);
    return output;
  }

  /** Messages that can be received now or later without anybody giving them back. */
  waitingIn(queueName: string, nowMs: number): number | undefined {
    const queue = this.#queues.named(queueName);
    queue?.tick(nowMs);
    return queue && queue.count("visible") + queue.count("delayed") + queue.count("late");
  }

  /** The next instant at which a waiting receive can be answered or a move task goes on. */
  nextAtMs(): number | undefined {
    let nextMs = this.#queues.moveTasks.nextMs();
    // Asked twice for every request, and mostly of nothing.
    if (this.#queues.waited.size === 0) return nextMs;
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
    this.#queues.moveTasks.advance(nowMs, mover(this.#queues));
    for (const queue of this.#queues.waited) queue.tick(nowMs);
    this.#serve(nowMs);
    for (const queue of this.#queues.waited) queue.waiting.expire(nowMs);
  }

  /** Again while messages move to other queues: a receive here can give another one there something to receive. */
  #serve(nowMs: number): void {
    if (this.#queues.waited.size === 0) return;
    do {
      this.#queues.hasMoved = false;
      for (const queue of this.#queues.waited) queue.waiting.serve(nowMs);
    } while (this.#queues.hasMoved);
  }
}
