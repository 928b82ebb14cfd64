import type { StartRecord } from "../history/record.ts";
import type { Packing } from "./packing.ts";

/** What is known of a start. */
type Started = Pick<
  StartRecord,
  "key" | "seq" | "consumer" | "lane" | "position" | "atMs" | "recorder"
>;

/** A consumer with handlers at work. */
export interface Worker {
  consumer: string;
  handlers: number;
  /** Whether the last that it did was to begin. */
  isAtWork: boolean;
  /** When it came in: number of the record. */
  since: number;
  /** The last event it started; none when it has left. */
  last: Started | undefined;
}

/** Knows who has died. */
interface Deaths {
  /** Whether a consumer has died since it went into a handler. */
  isDead(worker: Worker): boolean;
}

/** The consumers of one application that are inside handlers of one order, however many: each is found at once. */
export class Inside {
  /** The one consumer, or the last one when there is none. */
  #only: Worker | undefined;
  #many: Map<string, Worker> | undefined;

  get size(): number {
    return this.#many?.size ?? (this.#only === undefined ? 0 : 1);
  }

  /** Living consumers that have begun a handler and done nothing since. */
  atWork(deaths: Deaths): number {
    const only = this.#only === undefined ? [] : [this.#only];
    let count = 0;
    for (const worker of this.#many?.values() ?? only) {
      if (worker.isAtWork && isInside(worker, deaths)) count += 1;
    }
    return count;
  }

  /** Counts a handler in; gives another consumer that is inside. */
  enter(record: StartRecord, at: number, deaths: Deaths): Worker | undefined {
    const only = this.#only;
    if (this.#many === undefined && (only === undefined || !isInside(only, deaths))) {
      this.#only = entered(only, record, at);
      return undefined;
    }
    const { consumer } = record;
    const own = this.#living(consumer, deaths);
    const other = this.#another(consumer, deaths);
    if (own === undefined) this.#add(entered(undefined, record, at));
    else {
      own.handlers += 1;
      own.isAtWork = true;
      own.last = record;
    }
    return other;
  }

  /** Counts a handler out; false if the consumer was not inside. */
  leave(consumer: string, deaths: Deaths): boolean {
    const own = this.#living(consumer, deaths);
    if (own === undefined) return false;
    own.handlers -= 1;
    own.isAtWork = false;
    if (own.handlers > 0) return true;
    own.last = undefined;
    this.#many?.delete(consumer);
    return true;
  }

  /** One consumer; more have no packed form. */
  pack(form: Packing): void {
    if (this.#many !== undefined && this.#many.size > 0) form.refuse();
    const only = this.#only !== undefined && this.#only.handlers > 0 ? this.#only : undefined;
    const handlers = form.number(this.#many === undefined ? (only?.handlers ?? 0) : 0);
    if (handlers === 0) return;
    const isAtWork = form.flag(only?.isAtWork === true);
    const since = form.number(only?.since ?? 0);
    const consumer = form.text(only?.consumer ?? "");
    const last = packStart(form, consumer, only?.last);
    if (form.isReading) this.#only = { consumer, handlers, isAtWork, since, last };
  }

  #living(consumer: string, deaths: Deaths): Worker | undefined {
    if (this.#many === undefined) {
      const only = this.#only;
      return only?.consumer === consumer && isInside(only, deaths) ? only : undefined;
    }
    const own = this.#many.get(consumer);
    if (own === undefined || isInside(own, deaths)) return own;
    this.#many.delete(consumer);
    return undefined;
  }

  #another(consumer: string, deaths: Deaths): Worker | undefined {
    if (this.#many === undefined) {
      const only = this.#only;
      return only !== undefined && only.consumer !== consumer && isInside(only, deaths)
        ? only
        : undefined;
    }
    for (const worker of this.#many.values()) {
      if (worker.consumer === consumer) continue;
      if (isInside(worker, deaths)) return worker;
      this.#many.delete(worker.consumer);
    }
    return undefined;
  }

  #add(worker: Worker): void {
    const only = this.#only!;
    this.#many ??= new Map([[only.consumer, only]]);
    this.#many.set(worker.consumer, worker);
  }
}

function packStart(form: Packing, consumer: string, last: Started | undefined): Started {
  const [lane, position] = [form.maybeText(last?.lane), form.maybeText(last?.position)];
  const recorder = form.maybeText(last?.recorder);
  return {
    key: form.key,
    seq: form.number(last?.seq ?? 0),
    consumer,
    atMs: form.number(last?.atMs ?? 0),
    ...(lane === undefined ? {} : { lane }),
    ...(position === undefined ? {} : { position }),
    ...(recorder === undefined ? {} : { recorder }),
  };
}

function isInside(worker: Worker, deaths: Deaths): boolean {
  return worker.handlers > 0 && !deaths.isDead(worker);
}

/** A consumer that goes in, in place of one that left. */
function entered(left: Worker | undefined, last: StartRecord, since: number): Worker {
  const { consumer } = last;
  if (left === undefined) return { consumer, handlers: 1, isAtWork: true, since, last };
  left.consumer = consumer;
  left.handlers = 1;
  left.isAtWork = true;
  left.since = since;
  left.last = last;
  return left;
}
