import { DeadlineHeap } from "../deadline-heap.ts";
import { Deduplication } from "./deduplication.ts";
import { FifoThrottle } from "./fifo-throttle.ts";
import type { Message, MessageState } from "./message.ts";
import { type AttributeValues, type QueueSettings, settingsOf } from "./queue-attributes.ts";
import { ReceiveAttempts } from "./receive-attempts.ts";
import { RetentionList } from "./retention-list.ts";
import type { Shelf } from "./shelf.ts";
import { WaitingReceives } from "./waiting-receives.ts";

/** About 120,000 messages in flight, standard and FIFO alike (SDG/quotas-fifo, SDG/standard-queues). */
export const inFlightLimit = 120_000;

export interface QueueOptions {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly attributes: AttributeValues;
  readonly shelf: Shelf;
}

/**
 * One queue: owns its messages and their states; the shelf decides which visible ones are offered first. Every cost is O(log n)
 * at most, and a deleted message leaves nothing but its deduplication id for five minutes.
 */
export class Queue {
  readonly options: QueueOptions;
  readonly throttle = new FifoThrottle();
  readonly deduplication = new Deduplication();
  readonly attempts = new ReceiveAttempts();
  readonly waiting = new WaitingReceives();
  settings: QueueSettings;
  attributes: AttributeValues;
  modifiedMs: number;
  purgedMs = -Infinity;
  readonly #shelf: Shelf;
  readonly #byOrder = new Map<number, Message>();
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
    this.attributes = options.attributes;
    this.settings = settingsOf(options.attributes);
    this.modifiedMs = options.createdMs;
    this.#shelf = options.shelf;
  }

  setAttributes(attributes: AttributeValues, nowMs: number): void {
    this.attributes = attributes;
    this.settings = settingsOf(attributes);
    this.modifiedMs = nowMs;
  }

  count(state: MessageState): number {
    return this.#counts[state];
  }

  /** The next instant at which a message becomes visible by itself. */
  nextVisibleMs(): number | undefined {
    return this.#invisible.nextMs();
  }

  find(order: number): Message | undefined {
    return this.#byOrder.get(order);
  }

  /** Puts in a new message: visible, or in this state until that instant. */
  add(message: Message, hiddenAs?: { state: "delayed" | "late" | "copy"; untilMs: number }): void {
    this.#byOrder.set(message.order, message);
    this.#retention.add(message);
    message.state = hiddenAs?.state ?? "visible";
    this.#counts[message.state] += 1;
    if (hiddenAs !== undefined) this.#invisible.set(message, hiddenAs.untilMs);
    this.#shelf.add(message);
  }

  /** Takes messages for one receive, at most as many as may still be in flight. */
  take(limit: number, isLongPoll: boolean, untilMs: number, nowMs: number): readonly Message[] {
    const taken: Message[] = [];
    this.#shelf.pick(limit, isLongPoll, (message) => {
      message.receiveCount += 1;
      message.receivedMs = nowMs;
      if (message.receiveCount === 1) message.firstReceivedMs = nowMs;
      this.hideUntil(message, untilMs);
      taken.push(message);
    });
    return taken;
  }

  /** Keeps a received message, or one just being received, in flight until this instant. */
  hideUntil(message: Message, untilMs: number): void {
    this.#enter(message, "in-flight");
    message.changes += 1;
    this.#invisible.set(message, untilMs);
  }

  remove(message: Message): void {
    this.#invisible.remove(message);
    this.#retention.remove(message);
    this.#byOrder.delete(message.order);
    this.#counts[message.state] -= 1;
    message.state = "removed";
    this.#shelf.remove(message);
  }

  /** Lets what is due by now happen: delays and visibility timeouts end, messages past their retention go. */
  tick(nowMs: number): void {
    for (;;) {
      const message = this.#invisible.popDue(nowMs);
      if (message === undefined) break;
      this.#enter(message, "visible");
      message.changes += 1;
      this.#shelf.show(message);
    }
    const horizonMs = nowMs - this.settings.retentionMs;
    for (;;) {
      const { oldest } = this.#retention;
      if (oldest === undefined || oldest.content.sentMs > horizonMs) break;
      this.remove(oldest);
    }
  }

  purge(nowMs: number): void {
    this.purgedMs = nowMs;
    this.#invisible.clear();
    for (const message of this.#byOrder.values()) {
      this.#retention.remove(message);
      message.state = "removed";
    }
    this.#byOrder.clear();
    this.#shelf.clear();
    for (const state of Object.keys(this.#counts)) this.#counts[state as MessageState] = 0;
  }

  #enter(message: Message, state: MessageState): void {
    this.#counts[message.state] -= 1;
    this.#counts[state] += 1;
    message.state = state;
  }
}
