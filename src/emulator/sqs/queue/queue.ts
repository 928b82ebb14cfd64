import { DeadlineHeap } from "../../deadline-heap.ts";
import type { QuotaWindowKind } from "../../quota-window.ts";
import { FifoThrottle } from "../limits/fifo-throttle.ts";
import type { AttributeValues } from "./attribute-values.ts";
import { Deduplication } from "./deduplication.ts";
import type { Message, MessageState } from "./message.ts";
import { type QueueSettings, settingsOf } from "./queue-attributes.ts";
import { ReceiveAttempts } from "./receive-attempts.ts";
import { type RedrivePolicy, redrivePolicyOf } from "./redrive-policy.ts";
import { RetentionList } from "./retention-list.ts";
import type { Picking, Shelf } from "./shelf.ts";
import type { Tags } from "./tags.ts";
import { WaitingReceives } from "./waiting-receives.ts";

/** About 120,000 messages in flight, standard and FIFO alike (SDG/quotas-fifo, SDG/standard-queues). */
export const inFlightLimit = 120_000;

/** "The change can take up to 60 seconds for most of the attributes to propagate" (Q-SDK SetQueueAttributes). */
const propagationMs = 60_000;

/** What one receive may take. */
export interface Taking extends Picking {
  /** Until when the messages are in flight. */
  readonly untilMs: number;
  readonly nowMs: number;
  /** A message that was received this often here is not received again, but taken out as spent. */
  readonly maxReceiveCount: number;
}

/** A message that has left a queue, as another one takes it over. */
export type Departed = Pick<Message, "content" | "receiveCount" | "firstReceivedMs">;

/** The messages received, and those taken out because they were received too often. */
export interface Taken {
  readonly received: readonly Message[];
  readonly spent: readonly Departed[];
}

export interface QueueOptions {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly attributes: AttributeValues;
  readonly shelf: Shelf;
  /** How its quotas are counted. */
  readonly quotaWindow?: QuotaWindowKind;
}

/**
 * One queue: owns its messages and their states; the shelf decides which visible ones are offered first. Every cost is O(log n)
 * at most, and a deleted message leaves nothing but its deduplication id for five minutes.
 */
export class Queue {
  readonly options: QueueOptions;
  readonly throttle: FifoThrottle;
  readonly deduplication = new Deduplication();
  readonly attempts = new ReceiveAttempts();
  readonly waiting = new WaitingReceives();
  settings: QueueSettings;
  redrive: RedrivePolicy | undefined;
  attributes: AttributeValues;
  tags: Tags = {};
  modifiedMs: number;
  purgedMs = -Infinity;
  #formerScope: { readonly isPerGroup: boolean; readonly untilMs: number } | undefined;
  readonly #shelf: Shelf;
  /** Messages that were received here, by their order: only those can a receipt handle name. */
  readonly #received = new Map<number, Message>();
  readonly #retention = new RetentionList();
  /** Messages that become visible by themselves. */
  readonly #invisible = new DeadlineHeap<Message>();
  readonly #counts: Record<MessageState, number> = {
    visible: 0,
    delayed: 0,
    "in-flight": 0,
    late: 0,
    copy: 0,
    removed: 0,
  };

  constructor(options: QueueOptions) {
    this.options = options;
    this.throttle = new FifoThrottle(options.quotaWindow);
    this.attributes = options.attributes;
    this.settings = settingsOf(options.attributes);
    this.redrive = redrivePolicyOf(options.attributes);
    this.modifiedMs = options.createdMs;
    this.#shelf = options.shelf;
    this.#shelf.configure(this.settings);
  }

  /** An empty text takes an attribute away (LocalStack's test_set_empty_queue_policy, recorded against AWS, for Policy). */
  setAttributes(values: AttributeValues, nowMs: number): void {
    const attributes = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== ""),
    );
    const isPerGroup = this.isDeduplicatedPerGroup(nowMs);
    this.attributes = attributes;
    this.settings = settingsOf(attributes);
    this.redrive = redrivePolicyOf(attributes);
    this.modifiedMs = nowMs;
    if (isPerGroup !== this.settings.isDeduplicatedPerGroup) {
      this.#formerScope ??= { isPerGroup, untilMs: nowMs + propagationMs };
    }
    this.#shelf.configure(this.settings);
    if (this.settings.isFifo) this.#delayAnew();
  }

  /**
   * A new scope takes a minute: just after the change AWS still goes by the former one (LocalStack's
   * test_fifo_change_to_high_throughput_after_creation and ..._to_regular_throughput_..., recorded against AWS).
   */
  isDeduplicatedPerGroup(nowMs: number): boolean {
    if (this.#formerScope !== undefined && nowMs >= this.#formerScope.untilMs) {
      this.#formerScope = undefined;
    }
    return this.#formerScope?.isPerGroup ?? this.settings.isDeduplicatedPerGroup;
  }

  count(state: MessageState): number {
    return this.#counts[state];
  }

  /** The next instant at which a message becomes visible by itself. */
  nextVisibleMs(): number | undefined {
    return this.#invisible.nextMs();
  }

  /** A message that was received here and is still kept. */
  findReceived(order: number): Message | undefined {
    return this.#received.get(order);
  }

  /** Puts in a new message: visible, or in this state until that instant. */
  add(message: Message, hiddenAs?: { state: "delayed" | "late" | "copy"; untilMs: number }): void {
    this.#retention.add(message);
    message.state = hiddenAs?.state ?? "visible";
    this.#counts[message.state] += 1;
    if (hiddenAs !== undefined) this.#invisible.set(message, hiddenAs.untilMs);
    this.#shelf.add(message);
  }

  /** Takes messages for one receive. */
  take({ untilMs, nowMs, maxReceiveCount, ...picking }: Taking): Taken {
    const received: Message[] = [];
    const spent: Message[] = [];
    this.#shelf.pick(picking, (message) => {
      if (message.receivedHere >= maxReceiveCount) {
        spent.push(message);
        return false;
      }
      message.receiveCount += 1;
      message.receivedHere += 1;
      message.receivedMs = nowMs;
      if (message.receiveCount === 1) message.firstReceivedMs = nowMs;
      this.hideUntil(message, untilMs);
      this.#received.set(message.order, message);
      received.push(message);
      return true;
    });
    return { received, spent: spent.map((message) => this.#depart(message)) };
  }

  /** Takes the message that a receive would be given out for good, if it may go; undefined if not, or if there is none. */
  withdraw(mayGo: (message: Message) => boolean): Departed | undefined {
    let next: Message | undefined;
    this.#shelf.pick({ limit: 1, isLongPoll: true }, (message) => {
      next = message;
      return true;
    });
    if (next === undefined) return undefined;
    if (mayGo(next)) return this.#depart(next);
    this.#shelf.show(next, "visible");
    return undefined;
  }

  /** Keeps a received message, or one just being received, in flight until this instant. */
  hideUntil(message: Message, untilMs: number): void {
    this.#enter(message, "in-flight");
    this.#invisible.set(message, untilMs);
  }

  #depart(message: Message): Departed {
    const { content, receiveCount, firstReceivedMs } = message;
    this.remove(message);
    return { content, receiveCount, firstReceivedMs };
  }

  remove(message: Message): void {
    this.#invisible.remove(message);
    this.#received.delete(message.order);
    const from = message.state;
    this.#counts[from] -= 1;
    message.state = "removed";
    this.#shelf.remove(message, from);
    this.#retention.remove(message);
    message.forget();
  }

  /** Lets what is due by now happen: delays and visibility timeouts end, messages past their retention go. */
  tick(nowMs: number): void {
    for (;;) {
      const message = this.#invisible.popDue(nowMs);
      if (message === undefined) break;
      const from = message.state;
      this.#enter(message, "visible");
      this.#shelf.show(message, from);
    }
    const horizonMs = nowMs - this.settings.retentionMs;
    for (;;) {
      const { oldest } = this.#retention;
      if (oldest === undefined || oldest.content.sentMs > horizonMs) break;
      this.remove(oldest);
    }
    this.deduplication.forget(nowMs);
    this.attempts.forget(nowMs);
  }

  purge(nowMs: number): void {
    this.purgedMs = nowMs;
    this.discard();
  }

  /** Lets go of every message: the queue is purged, or gone, though something may still name it. */
  discard(): void {
    // LocalStack's test_purge_queue_clears_fifo_deduplication_cache, recorded against AWS.
    this.deduplication.clear();
    this.#invisible.clear();
    for (const message of this.#retention) message.state = "removed";
    this.#retention.clear();
    this.#received.clear();
    this.#shelf.clear();
    for (const state of Object.keys(this.#counts)) this.#counts[state as MessageState] = 0;
  }

  /** A new delay of the queue is retroactive on FIFO, not on standard (SDG/sqs-delay-queues; read from memory: unverified). */
  #delayAnew(): void {
    if (this.#counts.delayed === 0) return;
    for (const message of this.#retention) {
      if (message.state !== "delayed") continue;
      this.#invisible.set(message, message.content.sentMs + this.settings.delayMs);
    }
  }

  #enter(message: Message, state: MessageState): void {
    this.#counts[message.state] -= 1;
    this.#counts[state] += 1;
    message.state = state;
  }
}
