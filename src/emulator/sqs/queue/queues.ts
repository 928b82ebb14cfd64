import { type Random, seededRandom } from "../../../random.ts";
import type { Environment } from "../../environment.ts";
import { Identifiers } from "../../identifiers.ts";
import type { LatencyQuantiles, QueueKind } from "../../latency.ts";
import { Propagation } from "../../propagation.ts";
import { decodeToken, encodeToken, numberIn } from "../../token.ts";
import { partitionCount, partitionOf } from "../limits/partition.ts";
import { sqsErrors } from "../sqs-error.ts";
import type { FifoQueueProfile } from "./fifo-queue-profile.ts";
import type { Message } from "./message.ts";
import { MoveTasks } from "./move-tasks.ts";
import type { QueueReference } from "./queue-reference.ts";
import type { Queue } from "./queue.ts";
import type { StandardQueueProfile } from "./standard-shelf.ts";

/** "You must wait 60 seconds after deleting a queue before you can create another with the same name" (Q-SDK DeleteQueue). */
const nameRestMs = 60_000;

/** How queues behave where AWS leaves it open. */
export interface QueueProfiles {
  readonly standardQueue: StandardQueueProfile;
  readonly fifoQueue: FifoQueueProfile;
}

const atOnce: LatencyQuantiles = { p50Ms: 0, p99Ms: 0 };

/** The queues of the account. */
export class Queues {
  readonly environment: Environment;
  readonly standardQueue: StandardQueueProfile;
  readonly fifoQueue: FifoQueueProfile;
  readonly identifiers: Identifiers;
  /** From the acceptance of a message until it can be received. */
  readonly propagation: Readonly<Record<QueueKind, Propagation>>;
  /** Draws lateness and duplicates on standard queues. */
  readonly random: Random;
  readonly moveTasks = new MoveTasks();
  /** Whether a message has gone from one queue to another since a receive that waits was last served. */
  hasMoved = false;
  /** Queues with a receive that waits. */
  readonly waited = new Set<Queue>();
  readonly #byName = new Map<string, Queue>();
  readonly #deletedMs = new Map<string, number>();
  #lastOrder = 0;

  constructor(environment: Environment, { standardQueue, fifoQueue }: QueueProfiles) {
    this.environment = environment;
    this.standardQueue = standardQueue;
    this.fifoQueue = fifoQueue;
    this.identifiers = new Identifiers(environment.seed, "sqs");
    this.random = seededRandom(environment.seed, "sqs/standard");
    const { seed, latency } = environment;
    const { standard = atOnce, fifo = atOnce } = latency.sqsPropagation ?? {};
    this.propagation = {
      standard: new Propagation(standard, seed),
      fifo: new Propagation(fifo, seed),
    };
  }

  /** A number greater than any given before: for messages and for waits. */
  nextOrder(): number {
    this.#lastOrder += 1;
    return this.#lastOrder;
  }

  list(): readonly Queue[] {
    return [...this.#byName.values()].sort((a, b) => (a.options.name < b.options.name ? -1 : 1));
  }

  named(name: string): Queue | undefined {
    return this.#byName.get(name);
  }

  withArn(arn: string): Queue | undefined {
    const queue = this.#byName.get(arn.slice(arn.lastIndexOf(":") + 1));
    return queue?.options.arn === arn ? queue : undefined;
  }

  add(queue: Queue, nowMs: number): void {
    const { name } = queue.options;
    const deletedMs = this.#deletedMs.get(name);
    if (deletedMs !== undefined && nowMs < deletedMs + nameRestMs) {
      throw sqsErrors.queueDeletedRecently(
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
      );
    }
    this.#deletedMs.delete(name);
    this.#byName.set(name, queue);
  }

  delete(queue: Queue, nowMs: number): void {
    const { name } = queue.options;
    this.#byName.delete(name);
    queue.discard();
    this.moveTasks.forget(queue);
    // In the order of their deletion: the first ones may be created again.
    for (const [rested, deletedMs] of this.#deletedMs) {
      if (nowMs < deletedMs + nameRestMs) break;
      this.#deletedMs.delete(rested);
    }
    this.#deletedMs.delete(name);
    this.#deletedMs.set(name, nowMs);
  }

  /** The queue a request names by its URL, brought up to this instant. */
  find({ QueueUrl }: QueueReference, nowMs: number): Queue {
    const queue = this.#byName.get(QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1));
    if (queue === undefined) throw sqsErrors.queueDoesNotExist();
    queue.tick(nowMs);
    return queue;
  }
}

/** What a receipt handle stands for: one receive of one message. The message may be gone. */
export interface Receipt {
  readonly message: Message | undefined;
  readonly receiveCount: number;
}

export function receiptHandle(queue: Queue, message: Message): string {
  const { arn, createdMs } = queue.options;
  const { order, receiveCount, receivedMs, content } = message;
  const partition = partitionOf(content.groupId ?? "");
  return encodeToken([arn, createdMs, order, receiveCount, receivedMs, partition]);
}

/** Reads a handle back. Throws ReceiptHandleIsInvalid for one that this queue did not give. */
export function readReceipt(queue: Queue, handle: string): Receipt {
  const [arn, createdMs, order, receiveCount] = decodeToken(handle) ?? [];
  const { options } = queue;
  const [atMs, place, count] = [createdMs, order, receiveCount].map(numberIn);
  const isWhole = atMs !== undefined && place !== undefined && count !== undefined;
  if (!isWhole || arn !== options.arn || atMs !== options.createdMs) {
    throw sqsErrors.receiptHandleIsInvalid(handle);
  }
  return { message: queue.findReceived(place), receiveCount: count };
}

/** The partition that the message's group lies in, whether or not the message is still there; undefined for no handle at all. */
export function partitionOfReceipt(handle: string): number | undefined {
  const partition = numberIn(decodeToken(handle)?.[5]);
  return partition === undefined || partition >= partitionCount ? undefined : partition;
}
