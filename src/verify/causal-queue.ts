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
    if (this.size > most) {
      this.#release();
      this.move();
    }
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

  #release(): void {
    const record = this.#waiting[this.#from]!;
    this.#waiting[this.#from] = undefined as never;
    this.#from += 1;
    if (this.#from === this.#waiting.length || this.#from > most) {
      this.#waiting = this.#waiting.slice(this.#from);
      this.#from = 0;
    }
    if (this.#mustWait(record)) this.#giveUp(record as ConsumerEvent);
    this.#take(record);
  }
}

function isConsumed(record: HistoryRecord): record is ConsumerEvent {
  const { type } = record;
  return type === "delivery" || type === "start" || type === "effect" || type === "abandon";
}
