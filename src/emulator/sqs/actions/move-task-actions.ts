/**
 * Moving dead letters back (Q-SDK StartMessageMoveTask). The wording of errors is recorded in LocalStack's test_sqs_move_task, or else
 * that of Inqnuam/local-aws-sqs, test/move-message-task.test.ts.
 */
import type { Shape } from "../../shape.ts";
import { checked } from "../input/checked.ts";
import { jsonMap } from "../queue/attribute-values.ts";
import { sourcesOf } from "../queue/dead-letters.ts";
import { Message } from "../queue/message.ts";
import type { MoveOne, MoveTask } from "../queue/move-tasks.ts";
import type { Departed, Queue } from "../queue/queue.ts";
import type { Queues } from "../queue/queues.ts";
import { sequenceNumberOf } from "../queue/sequence-number.ts";
import { sqsErrors } from "../sqs-error.ts";
import type { SqsAction } from "./sqs-action.ts";

const startShape: Shape = {
  SourceArn: { type: "string", required: true },
  DestinationArn: { type: "string" },
  MaxNumberOfMessagesPerSecond: { type: "integer" },
};
interface StartInput {
  readonly SourceArn: string;
  readonly DestinationArn?: string;
  readonly MaxNumberOfMessagesPerSecond?: number;
}

/** Up to 500 messages/s (Q-SDK StartMessageMoveTask). */
export const startMessageMoveTask: SqsAction = (queues, input, nowMs) => {
  const request = checked<StartInput>(startShape, input);
  const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = request;
  const source = named(queues, SourceArn, "SourceArn");
  if (sourcesOf(queues, source).length === 0) {
    throw sqsErrors.invalidParameter("Source queue must be configured as a Dead Letter Queue.");
  }
  const destination =
    DestinationArn === undefined ? undefined : destinationOf(queues, source, DestinationArn);
  checkNumber("MaxNumberOfMessagesPerSecond", MaxNumberOfMessagesPerSecond, 500);
  if (queues.moveTasks.of(source).some(isActive)) {
    throw sqsErrors.invalidParameter(
      "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    );
  }
  source.tick(nowMs);
  const task: MoveTask = {
    id: queues.identifiers.uuid(),
    source,
    destination,
    perSecond: MaxNumberOfMessagesPerSecond,
    startedMs: nowMs,
    toMove: source.count("visible"),
    moved: 0,
    status: "RUNNING",
    endsMs: Infinity,
    failureReason: undefined,
    nextMs: nowMs,
  };
  if (task.toMove === 0) task.status = "COMPLETED";
  queues.moveTasks.start(task);
  return { TaskHandle: handleOf(task) };
};

const cancelShape: Shape = { TaskHandle: { type: "string", required: true } };
interface CancelInput {
  readonly TaskHandle: string;
}

/** What was moved stays moved, and for a while more is. */
export const cancelMessageMoveTask: SqsAction = (queues, input, nowMs) => {
  const { TaskHandle } = checked<CancelInput>(cancelShape, input);
  const handle = jsonMap(Buffer.from(TaskHandle, "base64").toString("utf8"));
  const { taskId, sourceArn } = handle ?? {};
  if (typeof taskId !== "string" || typeof sourceArn !== "string") {
    throw sqsErrors.invalidParameter("Value for parameter TaskHandle is invalid.");
  }
  const source = named(queues, sourceArn, "SourceArn");
  const task = queues.moveTasks.of(source).find(({ id }) => id === taskId);
  if (task === undefined) throw sqsErrors.resourceNotFound("Task does not exist.");
  if (task.status !== "RUNNING") {
    // "Can only be cancelled when the current status is RUNNING" (Q-SDK CancelMessageMoveTask).
    throw sqsErrors.invalidParameter("Only active tasks can be cancelled.");
  }
  queues.moveTasks.cancel(task, nowMs);
  return { ApproximateNumberOfMessagesMoved: task.moved };
};

const listShape: Shape = {
  SourceArn: { type: "string", required: true },
  MaxResults: { type: "integer" },
};
interface ListInput {
  readonly SourceArn: string;
  readonly MaxResults?: number;
}

/** 1 to 10 tasks, the latest first; only the latest if nothing is said (Q-SDK ListMessageMoveTasks). */
export const listMessageMoveTasks: SqsAction = (queues, input) => {
  const { SourceArn, MaxResults } = checked<ListInput>(listShape, input);
  const source = named(queues, SourceArn, "SourceArn");
  checkNumber("MaxResults", MaxResults, 10);
  const tasks = queues.moveTasks.of(source).slice(0, MaxResults ?? 1);
  return tasks.length === 0 ? {} : { Results: tasks.map(describe) };
};

function describe(task: MoveTask): object {
  return {
    ...(task.status === "RUNNING" && { TaskHandle: handleOf(task) }),
    Status: task.status,
    SourceArn: task.source.options.arn,
    ...(task.destination !== undefined && { DestinationArn: task.destination.options.arn }),
    ...(task.perSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedMs,
  };
}

/** For `MoveTasks.advance`. What is in flight stays; the task is over when it moved as many as there were, or nothing is left. */
export function mover(queues: Queues): MoveOne {
  return (task, nowMs) => {
    const { source, destination } = task;
    const fail = (reason: string): false => {
      task.status = "FAILED";
      task.failureReason = reason;
      return false;
    };
    const isThere = (queue: Queue): boolean => queues.withArn(queue.options.arn) === queue;
    const gone = "AWS.SimpleQueueService.NonExistentQueue";
    if (!isThere(source) || (destination !== undefined && !isThere(destination))) return fail(gone);
    source.tick(nowMs);
    let target = destination;
    const message = source.withdraw(({ content: { deadLetterSourceArn } }) => {
      target ??=
        deadLetterSourceArn === undefined ? undefined : queues.withArn(deadLetterSourceArn);
      // Both reasons: SDG/troubleshooting-dlq-redrive.
      if (target === undefined) {
        fail(deadLetterSourceArn === undefined ? "CouldNotDetermineMessageSource" : gone);
      }
      return target !== undefined;
    });
    if (task.status === "FAILED") return false;
    if (message !== undefined && target !== undefined) {
      put(queues, target, message, nowMs);
      task.moved += 1;
    }
    if (message !== undefined && task.moved < task.toMove) return true;
    // That one that is cancelled in vain is called so all the same is assumed.
    task.status = task.status === "CANCELLING" ? "CANCELLED" : "COMPLETED";
    return false;
  };
}

/** Whether it moves messages still. */
function isActive({ status }: MoveTask): boolean {
  return status === "RUNNING" || status === "CANCELLING";
}

/** "All redriven messages are considered new messages with a new messageID and enqueueTime" (SDG/sqs-configure-dead-letter-queue-redrive). */
function put(queues: Queues, target: Queue, { content }: Departed, nowMs: number): void {
  const { deadLetterSourceArn: _, ...kept } = content;
  const order = queues.nextOrder();
  const moved = new Message(order, {
    ...kept,
    messageId: queues.identifiers.uuid(),
    sentMs: nowMs,
    sequenceNumber: target.settings.isFifo ? sequenceNumberOf(order) : undefined,
  });
  target.add(moved);
  queues.hasMoved = true;
}

function destinationOf(queues: Queues, source: Queue, arn: string): Queue {
  if (arn === source.options.arn) {
    throw sqsErrors.invalidParameter(
      "Source queue arn and destination queue arn cannot be the same.",
    );
  }
  const destination = named(queues, arn, "DestinationArn");
  if (destination.settings.isFifo === source.settings.isFifo) return destination;
  throw sqsErrors.invalidParameter(
    "The source queue and destination queue must be of the same queue type.",
  );
}

function checkNumber(name: string, value: number | undefined, max: number): void {
  if (value === undefined || (value >= 1 && value <= max)) return;
  throw sqsErrors.invalidParameter(
    `Value for parameter ${name} is invalid. Reason: You must enter a number that's between 1 and ${max}.`,
  );
}

function named(queues: Queues, arn: string, parameter: string): Queue {
  if (!/^arn:[^:]+:sqs:[^:]+:[^:]+:[^:]+$/.test(arn)) {
    throw sqsErrors.invalidParameter(
      `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    );
  }
  const queue = queues.withArn(arn);
  if (queue !== undefined) return queue;
  throw sqsErrors.resourceNotFound(
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
  );
}

function handleOf({ id, source }: MoveTask): string {
  const handle = JSON.stringify({ taskId: id, sourceArn: source.options.arn });
  return Buffer.from(handle).toString("base64");
}
