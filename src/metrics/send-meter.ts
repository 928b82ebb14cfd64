/**
 * The producer's side of a run, key by key.
 *
 * An event is remembered from its first send until it is acknowledged and every application has done it: due time and last send time
 * are needed until then. So memory is the keys, and the backlog of the slowest application.
 */
import type { AckRecord, SendRecord } from "../history/record.ts";
import type { KeyBook, KeyFacts, OpenEvent } from "./key-book.ts";
import { LaneLists } from "./lane-lists.ts";
import { Latencies } from "./latency.ts";
import { withNew } from "./seq-set.ts";
import { Timeline } from "./timeline.ts";

/** How many keys a lane was given, and how many of their events it acknowledged. */
export interface LaneKeys {
  readonly lane: string;
  readonly keyCount: number;
  /** Absent: the result is of a convoy that did not count them. */
  readonly eventCount?: number;
}

export class SendMeter {
  /** First sends by the time they were due. */
  readonly due = new Timeline();
  /** First sends by the time they were made. */
  readonly sent = new Timeline();
  readonly acked = new Timeline();
  readonly ackedBytes = new Timeline();
  /** From the last send of an event to its acknowledgement. */
  readonly put = new Latencies(3);
  /** From the due time to the first send. */
  readonly sendDelay = new Latencies(3);
  /** Keys of which each lane acknowledged events, and the events, each once. */
  readonly #perLane = new Map<string, { keyCount: number; eventCount: number }>();
  readonly #laneLists = new LaneLists();
  readonly #keys: KeyBook;

  /** `named`: keys of the workload. */
  constructor(keys: KeyBook, named: readonly string[]) {
    this.#keys = keys;
    for (const key of named) keys.get(key).isProduced = true;
  }

  openEvent(key: string, seq: number): OpenEvent | undefined {
    return openOf(this.#keys.find(key), seq);
  }

  send({ key, seq, dueMs, atMs, bytes = 0 }: SendRecord): void {
    const sends = this.#keys.get(key);
    sends.isProduced = true;
    const sent = withNew(sends.sent, seq);
    if (sent === undefined) {
      const open = openOf(sends, seq);
      if (open !== undefined) open.lastSentMs = atMs;
      return;
    }
    sends.sent = sent;
    begin(sends, { seq, dueMs, bytes, lastSentMs: atMs, isAcked: false, doneCount: 0 });
    sends.lastDueMs = Math.max(sends.lastDueMs, dueMs);
    sends.maxSendDelayMs = Math.max(sends.maxSendDelayMs, atMs - dueMs);
    this.due.add(dueMs);
    this.sent.add(atMs);
    this.sendDelay.add(atMs - dueMs);
  }

  /** Only the first acknowledgement of an event counts. */
  ack({ key, seq, atMs, lane }: AckRecord, appCount: number): void {
    const sends = this.#keys.get(key);
    sends.isProduced = true;
    const ofLane = this.#ofLane(lane);
    const lanes = this.#laneLists.with(sends.lanes, lane);
    if (lanes !== sends.lanes) ofLane.keyCount += 1;
    sends.lanes = lanes;
    const acked = withNew(sends.acked, seq);
    if (acked === undefined) return;
    sends.acked = acked;
    this.acked.add(atMs);
    ofLane.eventCount += 1;
    const open = openOf(sends, seq);
    if (open === undefined) return;
    this.ackedBytes.add(atMs, open.bytes);
    this.put.add(atMs - open.lastSentMs);
    open.isAcked = true;
    forgetIfDone(sends, open, appCount);
  }

  /** One more application has done the event. */
  done(key: string, seq: number, appCount: number): void {
    const sends = this.#keys.find(key);
    const open = openOf(sends, seq);
    if (open === undefined) return;
    open.doneCount += 1;
    forgetIfDone(sends!, open, appCount);
  }

  /** Keys of which each lane acknowledged events, by name of the lane. */
  keysPerLane(): readonly LaneKeys[] {
    return [...this.#perLane]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([lane, counts]) => ({ lane, ...counts }));
  }

  #ofLane(lane: string): { keyCount: number; eventCount: number } {
    let counts = this.#perLane.get(lane);
    if (counts === undefined) {
      counts = { keyCount: 0, eventCount: 0 };
      this.#perLane.set(lane, counts);
    }
    return counts;
  }
}

/** What a key has open. */
export function openEvents(open: KeyFacts["open"]): Iterable<OpenEvent> {
  if (open instanceof Map) return open.values();
  return open === undefined ? [] : [open];
}

function openOf(sends: KeyFacts | undefined, seq: number): OpenEvent | undefined {
  const open = sends?.open;
  if (open instanceof Map) return open.get(seq);
  return open?.seq === seq ? open : undefined;
}

function begin(sends: KeyFacts, event: OpenEvent): void {
  const { open } = sends;
  if (open === undefined) sends.open = event;
  else if (open instanceof Map) open.set(event.seq, event);
  else sends.open = new Map([open, event].map((one) => [one.seq, one]));
}

function forgetIfDone(sends: KeyFacts, event: OpenEvent, appCount: number): void {
  if (!event.isAcked || event.doneCount < appCount) return;
  const { open } = sends;
  if (open instanceof Map) {
    open.delete(event.seq);
    if (open.size > 0) return;
  }
  sends.open = undefined;
}
