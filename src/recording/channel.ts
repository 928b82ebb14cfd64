/**
 * The history of one stream or queue as the service sees it: what was stored and what was refused, what was handed out to whom, what
 * was deleted. What only a client knows is not in it, and is not guessed: the header and the end say what can therefore not be judged.
 */
import { crc32 } from "node:zlib";

import { Recent } from "../client/tap/recent.ts";
import {
  type HistorySink,
  historyVersion,
  type LeaseStart,
  type NotJudged,
} from "../history/record.ts";
import { comparePositions, type Held, InHand } from "./in-hand.ts";
import { type Name, nameIn, type Naming } from "./naming.ts";
import { Unfinished } from "./unfinished.ts";

export interface ChannelOptions {
  readonly name: string;
  readonly kind: "stream" | "queue" | "fifo queue";
  readonly sink: HistorySink;
  readonly naming: Naming;
  /** Whether a delete stands for the end of a handler's work. */
  readonly isHandledWhenDeleted: boolean;
  /** Milliseconds since the server began. */
  readonly nowMs: () => number;
  /** When that was. */
  readonly began: string;
  /** Told of the first body that does not say which event it is. */
  readonly warn: (text: string) => void;
}

/** Who receives: a consumer of an application. */
export interface Reader {
  readonly app: string;
  readonly consumer: string;
}

export interface Body {
  readonly text: string;
  /** The message group or the partition key. */
  readonly routingKey: string;
}

export interface Place {
  readonly lane: string;
  readonly position: string;
}

/** An event in the broker. */
export interface Stored extends Place {
  readonly id: string;
  readonly key: string;
  readonly seq: number;
}

/** An event that somebody works on, and perhaps where it was received from. */
export interface Worked extends Partial<Place> {
  readonly key: string;
  readonly seq: number;
}

/** Stored events that are known by their ids; the oldest of more are forgotten. */
const mostStored = 1_000_000;
const mostGone = 100_000;

export class Channel {
  readonly name: string;
  readonly #options: ChannelOptions;
  readonly #stored = new Recent<string, Stored>(mostStored);
  /** Deleted from a FIFO queue, which may still know copies of them. */
  readonly #gone = new Recent<string, Stored>(mostGone);
  readonly #undelivered = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #inHand = new InHand();
  readonly #unfinished: Unfinished;
  /** How far each lane was written, and read by each application. */
  readonly #written = new Map<string, string>();
  readonly #read = new Map<string, Map<string, string>>();
  readonly #lanes = new Set<string>();
  #sends = 0;
  #lastSendMs = 0;
  #unread = 0;

  constructor(options: ChannelOptions) {
    const { name, kind, sink, began, nowMs } = options;
    this.name = name;
    this.#options = options;
    this.#unfinished = new Unfinished(options.isHandledWhenDeleted);
    sink.add({
      type: "header",
      version: historyVersion,
      run: began,
      atMs: nowMs(),
      ...(kind !== "stream" && { lanes: [{ lane: name, hasLogOrder: kind === "fifo queue" }] }),
      notJudged: notJudgedOf(options),
    });
  }

  /** Whether it is an event of this history. */
  has(id: string): boolean {
    return this.#stored.has(id);
  }

  get isStream(): boolean {
    return this.#options.kind === "stream";
  }

  /** The broker has it, under an id of its own; a copy that it recognised has the id of the first. */
  accept(body: Body, id: string, place: Place): void {
    const name = this.#nameIn(body);
    if (name === undefined) return;
    const known = this.#stored.get(id) ?? this.#gone.get(id);
    const { key } = name;
    const seq = name.seq ?? known?.seq ?? this.#count(key);
    this.#send(body, key, seq);
    const { lane, position } = place;
    this.#options.sink.add({ type: "ack", key, seq, atMs: this.#lastSendMs, lane, position });
    this.#written.set(lane, position);
    if (known !== undefined || this.#isToldByBodies) return;
    this.#stored.set(id, { id, key, seq, lane, position });
    if (!this.isStream) this.#undelivered.add(id);
  }

  /** Without a number in the body nobody knows whether it comes again: then only what is stored is an event. */
  refuse(body: Body, reason: string): void {
    const name = nameIn(body.text, body.routingKey, this.#options.naming);
    if (typeof name === "string" || name.seq === undefined) return;
    const { key, seq } = name;
    this.#send(body, key, seq);
    this.#options.sink.add({ type: "refused", key, seq, atMs: this.#lastSendMs, reason });
  }

  /** The event, if it is known which it is. Of a stream the place is known too. */
  deliver(body: Body, id: string, { app, consumer }: Reader, place?: Place): Stored | undefined {
    const stored = this.#stored.get(id) ?? this.#readAgain(body, id, place);
    if (stored === undefined) return undefined;
    const { key, seq, lane, position } = stored;
    const atMs = this.#options.nowMs();
    this.#options.sink.add({
      type: "delivery",
      app,
      consumer,
      lane,
      position,
      key,
      seq,
      atMs,
      bytes: Buffer.byteLength(body.text),
      checksum: crc32(body.text),
    });
    this.#unfinished.delivered(app, stored, atMs);
    this.#undelivered.delete(id);
    if (this.isStream) this.#reach(app, lane, position);
    else this.#inHand.receive(id, this.#heldOf(stored));
    return stored;
  }

  /** One request deleted these. */
  delete(given: readonly Stored[], { app, consumer }: Reader): void {
    const { sink, nowMs, isHandledWhenDeleted } = this.#options;
    const deleted = given.map((stored) => ({ id: stored.id, stored, held: this.#heldOf(stored) }));
    this.#inHand.delete(deleted);
    // They are done at one time: in which order is not said, so none is wrong.
    deleted.sort(({ stored: one }, { stored: other }) =>
      comparePositions(one.position, other.position),
    );
    const atMs = nowMs();
    for (const { stored } of deleted) {
      const { key, seq, lane, position } = stored;
      this.#unfinished.done(app, stored, atMs);
      if (isHandledWhenDeleted) {
        sink.add({ type: "effect", app, consumer, lane, position, key, seq, atMs });
      }
      const commit = { type: "commit", app, consumer, lane, position, scope: "event" } as const;
      sink.add({ ...commit, key, seq, atMs });
      // A standard queue may give it once more.
      if (this.#options.kind !== "fifo queue") continue;
      this.#stored.take(stored.id);
      this.#gone.set(stored.id, stored);
    }
  }

  /** A program says what it did. */
  work(did: "start" | "effect" | "abandon", event: Worked, { app, consumer }: Reader): void {
    const { key, seq, lane, position } = event;
    const place = lane === undefined || position === undefined ? {} : { lane, position };
    const atMs = this.#options.nowMs();
    const work = { app, consumer, ...place, key, seq, atMs };
    this.#unfinished.isTold = true;
    if (did === "effect") this.#unfinished.done(app, event, atMs);
    else this.#unfinished.seen(atMs);
    if (did === "abandon") this.#options.sink.add({ type: did, ...work, reason: "" });
    else this.#options.sink.add({ type: did, ...work });
  }

  /** A program says how far it is. */
  checkpoint({ lane, position }: Place, { app, consumer }: Reader): void {
    const atMs = this.#options.nowMs();
    const commit = { type: "commit", app, consumer, lane, position, scope: "through" } as const;
    this.#options.sink.add({ ...commit, atMs });
  }

  deadLetter(id: string, app: string): void {
    const stored = this.#stored.get(id);
    if (stored === undefined) return;
    const { key, seq, lane, position } = stored;
    this.#undelivered.delete(id);
    this.#inHand.drop(id, key);
    const [atMs, reason] = [this.#options.nowMs(), "received too often"];
    this.#options.sink.add({ type: "dead-letter", app, key, seq, lane, position, atMs, reason });
  }

  /** An application begins to read a lane. */
  lease(lane: string, { app, consumer }: Reader, from: LeaseStart, place: LeasePlace): void {
    const atMs = this.#options.nowMs();
    const taken = { type: "lease", app, consumer, lane, action: "taken", from, atMs } as const;
    this.#options.sink.add({ ...taken, ...place });
  }

  /** A closed lane was read to its end, or the iterator that reads it has expired. */
  stopReading(lane: string, { app, consumer }: Reader, action: "ended" | "expired"): void {
    const atMs = this.#options.nowMs();
    this.#options.sink.add({ type: "lease", app, consumer, lane, action, atMs });
  }

  knowsLane(lane: string): boolean {
    return this.#lanes.has(lane);
  }

  /** The lanes that there are by now, in the order they were made. */
  learnLanes(lanes: readonly { readonly id: string; readonly parents: readonly string[] }[]): void {
    const born = new Map<string, { parents: readonly string[]; children: string[] }>();
    for (const { id, parents } of lanes) {
      if (this.#lanes.has(id)) continue;
      this.#lanes.add(id);
      if (parents.length === 0) continue;
      const family = born.get(parents.join()) ?? { parents, children: [] };
      family.children.push(id);
      born.set(parents.join(), family);
    }
    const atMs = this.#options.nowMs();
    for (const family of born.values())
      this.#options.sink.add({ type: "reshard", atMs, ...family });
  }

  /** Ends the history. `waiting`: messages that the queue still holds for anybody, if that is known. */
  end(waiting: number | undefined): void {
    const isReceived = this.isStream
      ? this.#isReadToItsEnd()
      : this.#undelivered.size === 0 || waiting === 0;
    const atMs = this.#options.nowMs();
    this.#options.sink.add({
      type: "end",
      atMs,
      offered: this.#sends,
      sent: this.#sends,
      sendingMs: this.#lastSendMs,
      drained: isReceived && !this.#unfinished.isUnderWay(atMs),
      interrupted: false,
      notJudged: this.#notJudgedInTheEnd(),
    });
  }

  /** Of a stream whose records say which events they are, nothing need be kept. */
  get #isToldByBodies(): boolean {
    return this.isStream && this.#options.naming.seq !== undefined;
  }

  #readAgain(body: Body, id: string, place: Place | undefined): Stored | undefined {
    if (place === undefined || !this.#isToldByBodies) {
      this.#unread += 1;
      return undefined;
    }
    const name = this.#nameIn(body);
    return name?.seq === undefined ? undefined : { id, key: name.key, seq: name.seq, ...place };
  }

  #nameIn({ text, routingKey }: Body): Name | undefined {
    const name = nameIn(text, routingKey, this.#options.naming);
    if (typeof name !== "string") return name;
    if (this.#unread === 0) this.#options.warn(`a body does not say which event it is: ${name}`);
    this.#unread += 1;
    return undefined;
  }

  #send({ text }: Body, key: string, seq: number): void {
    const atMs = this.#options.nowMs();
    this.#sends += 1;
    this.#lastSendMs = atMs;
    const [bytes, checksum] = [Buffer.byteLength(text), crc32(text)];
    this.#options.sink.add({ type: "send", key, seq, dueMs: atMs, atMs, bytes, checksum });
  }

  #count(key: string): number {
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return count;
  }

  #heldOf({ key, seq, position }: Stored): Held {
    const hasOrder = this.#options.kind === "fifo queue";
    return { key, seq, position: hasOrder ? position : undefined };
  }

  #reach(app: string, lane: string, position: string): void {
    const lanes = this.#read.get(app) ?? new Map<string, string>();
    this.#read.set(app, lanes);
    const before = lanes.get(lane);
    if (before === undefined || comparePositions(before, position) < 0) lanes.set(lane, position);
  }

  #isReadToItsEnd(): boolean {
    const written = [...this.#written];
    return [...this.#read.values()].every((lanes) =>
      written.every(([lane, position]) => comparePositions(lanes.get(lane) ?? "", position) >= 0),
    );
  }

  #notJudgedInTheEnd(): readonly NotJudged[] {
    const notJudged: NotJudged[] = [];
    if (this.#unread > 0) {
      const reason = `${this.#unread} sends and deliveries did not say which event they were, and are not in the history`;
      notJudged.push({ reason });
    }
    const { count, first } = this.#inHand;
    const { kind, naming } = this.#options;
    const hasOrder = kind === "fifo queue" || naming.seq !== undefined;
    if (count > 0 && hasOrder && !this.#unfinished.isTold) {
      const reason = `${count} messages were deleted before an earlier one of their key that was in hand too (first: ${first}); whether they were handled in that order only the consumer knows, unless its deletes say so (serve --handled-when-deleted)`;
      notJudged.push({ anomaly: "nonmonotonic-effect", reason });
    }
    return notJudged;
  }
}

/** Of `at-timestamp` and `after-position`. */
export interface LeasePlace {
  readonly fromMs?: number;
  readonly fromPosition?: string;
}

function notJudgedOf({ naming, isHandledWhenDeleted }: ChannelOptions): readonly NotJudged[] {
  const notJudged: NotJudged[] = [];
  if (naming.seq === undefined) {
    const reason =
      "without --seq events count in the order in which they were stored: which order was meant, and whether one was sent twice, is not known";
    for (const anomaly of ["nonmonotonic-send", "duplicate-log"])
      notJudged.push({ anomaly, reason });
  }
  if (isHandledWhenDeleted) {
    const reason = "work that no delete followed was not seen";
    for (const anomaly of ["duplicate-effect", "stale-effect"]) notJudged.push({ anomaly, reason });
  }
  return notJudged;
}
