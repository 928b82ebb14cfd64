import type { ConsumerEvent, HistoryRecord } from "../history/record.ts";

/** Records that wait at most. */
const most = 1 << 16;

/**
 * Lets sends come before what consumers make of them, wherever they stand: a history that is merged from several recorders, or written
 * by a tool that collects sends late, is judged as if they had come first.
 *
 * From the first record of a consumer whose event has not been sent yet, everything that consumers recorded waits, in its order, while
 * sends and their fates go on. The line moves when the send comes, when the history is over, or when more than 65,536 records wait:
 * then the first is let go without.
 */
export class CausalQueue {
  readonly #isSent: (record: ConsumerEvent) => boolean;
  readonly #take: (record: HistoryRecord) => void;
  /** Told of a record that is let go before its send. */
  readonly #giveUp: (record: ConsumerEvent) => void;
  #waiting: HistoryRecord[] = [];
  /** Of events that are not sent yet, by name: what waits for that. */
  readonly #ahead = new Map<string, ConsumerEvent[]>();
  #from = 0;

  constructor(
    isSent: (record: ConsumerEvent) => boolean,
    take: (record: HistoryRecord) => void,
    giveUp: (record: ConsumerEvent) => void,
  ) {
    this.#isSent = isSent;
    this.#take = take;
    this.#giveUp = giveUp;
  }

  get size(): number {
    return this.#waiting.length - this.#from;
  }

  /** Takes what a consumer recorded, and takes it further as soon as it may go. */
  add(record: HistoryRecord): void {
    if (this.size === 0 && !this.#mustWait(record)) {
      this.#take(record);
      return;
    }
    this.#waiting.push(record);
    if (this.#mustWait(record)) this.#noteAhead(record as ConsumerEvent);
    if (this.size > most) {
      this.#release();
      this.move();
    }
  }

  /** What stands before the first send of an event, though it came of it. Asked once, when it is sent. */
  takeAhead(key: string, seq: number): readonly ConsumerEvent[] {
    if (this.#ahead.size === 0) return [];
    const name = `${seq} ${key}`;
    const ahead = this.#ahead.get(name) ?? [];
    this.#ahead.delete(name);
    return ahead;
  }

  /** Lets go what need not wait any more: something was sent. */
  move(): void {
    while (this.#from < this.#waiting.length && !this.#mustWait(this.#waiting[this.#from]!)) {
      this.#release();
    }
  }

  /** Lets everything go. */
  close(): void {
    while (this.#from < this.#waiting.length) this.#release();
  }

  #mustWait(record: HistoryRecord): boolean {
    return isConsumed(record) && !this.#isSent(record);
  }

  #noteAhead(record: ConsumerEvent): void {
    const name = `${record.seq} ${record.key}`;
    const ahead = this.#ahead.get(name);
    if (ahead === undefined) this.#ahead.set(name, [record]);
    else ahead.push(record);
  }

  #release(): void {
    const record = this.#waiting[this.#from]!;
    this.#waiting[this.#from] = undefined as never;
    this.#from += 1;
    if (this.#from === this.#waiting.length || this.#from > most) {
      this.#waiting = this.#waiting.slice(this.#from);
      this.#from = 0;
    }
    if (this.#mustWait(record)) {
      const given = record as ConsumerEvent;
      this.#ahead.delete(`${given.seq} ${given.key}`);
      this.#giveUp(given);
    }
    this.#take(record);
  }
}

function isConsumed(record: HistoryRecord): record is ConsumerEvent {
  const { type } = record;
  return type === "delivery" || type === "start" || type === "effect" || type === "abandon";
}
