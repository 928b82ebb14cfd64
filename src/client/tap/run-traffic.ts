/** What the taps of one run know together: what was sent, what is in somebody's hands, which iterator is whose. */
import { type Fate, fateOfError } from "../fate.ts";
import type { Attempts } from "./attempts.ts";
import type { EventBook, Identified } from "./event-book.ts";
import { Recent } from "./recent.ts";
import type { Caller, TapContext } from "./tap-context.ts";

/** Handles and iterators that are remembered; older ones have long expired. */
const mostHandles = 500_000;
const mostIterators = 100_000;

/** One event as it was received. */
export interface Received {
  readonly body: string;
  readonly lane: string;
  readonly position: string;
}

/** A received event that can be committed. */
interface InHand {
  readonly lane: string;
  readonly position: string;
  readonly key: string;
  readonly seq: number;
}

/** A received event as whoever handles it knows it. */
export interface EventInHand extends InHand {
  readonly index: number;
}

export type Place = Pick<Received, "lane" | "position">;

/** Different bodies that are remembered for one consumer. */
const mostBodies = 100_000;
/** Where something is from that nobody gave to this consumer. */
const nowhere: Place = { lane: "(not received)", position: "(not received)" };

/** An event that is on its way to the broker. */
export interface Sending {
  readonly body: string;
  readonly event: Identified;
}

export class RunTraffic {
  readonly context: TapContext;
  /** Shard of each iterator that may still be used. */
  readonly iterators = new Recent<string, string>(mostIterators);
  readonly #book: EventBook;
  readonly #dueMs: (index: number) => number | undefined;
  /** Sent and not accepted: sending such an event again is a retry. */
  readonly #notAccepted = new Set<string>();
  readonly #handles = new Recent<string, InHand>(mostHandles);
  readonly #notDeleted = new Set<string>();
  /** Of each consumer that is followed, what it received last with each body. */
  readonly #hands = new Map<string, Recent<string, EventInHand>>();

  constructor(context: TapContext, book: EventBook, dueMs: (index: number) => number | undefined) {
    this.context = context;
    this.#book = book;
    this.#dueMs = dueMs;
  }

  /** Writes the sends of one request. Whatever of them was sent before and not accepted makes a retry, one per key. */
  send(entries: readonly { readonly body: string; readonly routingKey: string }[]): Sending[] {
    const { context } = this;
    const sendings = entries.map(({ body, routingKey }) => ({
      body,
      event: this.#book.sent(body, routingKey),
    }));
    const retried = new Set<string>();
    if (this.#notAccepted.size > 0) {
      for (const { event } of sendings) {
        if (this.#notAccepted.has(idOf(event))) retried.add(event.key);
      }
    }
    const atMs = context.nowMs();
    for (let at = 0; at < retried.size; at += 1) {
      context.record({ type: "retry", atMs, action: "producer" });
    }
    for (const { event } of sendings) {
      const { key, seq, index, bytes, checksum } = event;
      const dueMs = this.#dueMs(index) ?? atMs;
      context.record({ type: "send", key, seq, index, dueMs, atMs, bytes, checksum });
    }
    return sendings;
  }

  /** Writes the fates of one request, in the order of its entries. */
  settle(sendings: readonly Sending[], fates: readonly Fate[]): void {
    const { context } = this;
    const atMs = context.nowMs();
    for (const [at, { body, event }] of sendings.entries()) {
      const fate = fates[at] ?? { type: "uncertain", reason: "no outcome" };
      const { key, seq } = event;
      if (fate.type === "accepted") {
        const { lane, position } = fate;
        if (this.#notAccepted.size > 0) this.#notAccepted.delete(idOf(event));
        this.#book.placed(body, event, lane, position);
        context.record({ type: "ack", key, seq, atMs, lane, position });
      } else {
        this.#notAccepted.add(idOf(event));
        context.record({ type: fate.type, key, seq, atMs, reason: fate.reason });
      }
    }
  }

  /** The fates of a request that threw, written. */
  fail(sendings: readonly Sending[], error: unknown, { mayHaveCommitted }: Attempts): Fate[] {
    const isStopped = this.context.isStopped();
    const fate = fateOfError(error, { mayHaveCommitted, isStopped });
    const fates = sendings.map(() => fate);
    this.settle(sendings, fates);
    return fates;
  }

  /** Writes that whoever sent these is no more, and hears of no fate. */
  orphan(sendings: readonly Sending[]): void {
    const fate: Fate = { type: "uncertain", reason: "the producer died" };
    this.settle(
      sendings,
      sendings.map(() => fate),
    );
  }

  /** Writes a delivery; with a handle it can be committed later. */
  deliver({ body, lane, position }: Received, caller: Caller, handle?: string): void {
    const { key, seq, index, bytes, checksum, intact } = this.#book.received(body, lane, position);
    const atMs = this.context.nowMs();
    const { app, consumer } = caller;
    this.context.record({
      type: "delivery",
      app,
      consumer,
      lane,
      position,
      key,
      seq,
      index,
      atMs,
      bytes,
      checksum,
      intact,
    });
    if (handle !== undefined) this.#handles.set(handle, { lane, position, key, seq });
    this.#hands.get(consumer)?.set(body, { lane, position, key, seq, index });
  }

  /** Writes that an event was received too often. */
  deadLettered(
    { body, lane, position }: Pick<Received, "body" | "lane"> & { position?: string | undefined },
    app: string,
  ): void {
    const { key, seq } = this.#book.received(body, lane, position ?? "");
    if (seq < 0) return;
    const place = position === undefined ? {} : { lane, position };
    const [atMs, reason] = [this.context.nowMs(), "received too often"];
    this.context.record({ type: "dead-letter", app, ...place, key, seq, reason, atMs });
  }

  followHands(consumer: string): void {
    if (!this.#hands.has(consumer)) this.#hands.set(consumer, new Recent(mostBodies));
  }

  /** With a place, the event that was received there. */
  inHand(consumer: string, body: string, place: Place = nowhere): EventInHand {
    const received = place === nowhere ? this.#hands.get(consumer)?.get(body) : undefined;
    if (received !== undefined) return received;
    const { lane, position } = place;
    const { key, seq, index } = this.#book.received(body, lane, position);
    return { lane, position, key, seq: Math.max(0, seq), index: Math.max(0, index) };
  }

  /** One request deletes these; whatever of them could not be deleted before makes it a retry. */
  deleting(handles: readonly string[]): void {
    if (this.#notDeleted.size === 0 || !handles.some((one) => this.#notDeleted.has(one))) return;
    const atMs = this.context.nowMs();
    this.context.record({ type: "retry", atMs, action: "DeleteMessage" });
  }

  /** The service took the delete. A handle that nobody was given in this run commits nothing. */
  deleted(handle: string, { app, consumer }: Caller): void {
    this.#notDeleted.delete(handle);
    const inHand = this.#handles.take(handle);
    if (inHand === undefined) return;
    const atMs = this.context.nowMs();
    this.context.record({ type: "commit", app, consumer, ...inHand, scope: "event", atMs });
  }

  notDeleted(handle: string): void {
    if (this.#handles.has(handle)) this.#notDeleted.add(handle);
  }
}

function idOf({ key, seq }: Identified): string {
  return `${key}#${seq}`;
}
