import type { StartRecord } from "../history/record.ts";
import type { AppRun } from "./app-run.ts";

/** A consumer with handlers at work. */
export interface Worker {
  readonly consumer: string;
  handlers: number;
  /** When it came in: number of the record. */
  readonly since: number;
  /** The last event it started. */
  key: string;
  seq: number;
  lane: string | undefined;
  position: string | undefined;
  atMs: number;
}

/** The consumers of one application that are inside handlers of one order, however many: each is found at once. */
export class Inside {
  #only: Worker | undefined;
  #many: Map<string, Worker> | undefined;

  get size(): number {
    return this.#many?.size ?? (this.#only === undefined ? 0 : 1);
  }

  /** Counts a handler in; gives another consumer that is inside. */
  enter(record: StartRecord, at: number, app: AppRun): Worker | undefined {
    const { consumer } = record;
    const own = this.#living(consumer, app);
    const other = this.#another(consumer, app);
    if (own === undefined) this.#add(newWorker(record, at));
    else {
      own.handlers += 1;
      note(own, record);
    }
    return other;
  }

  /** Counts a handler out; false if the consumer was not inside. */
  leave(consumer: string, app: AppRun): boolean {
    const own = this.#living(consumer, app);
    if (own === undefined) return false;
    own.handlers -= 1;
    if (own.handlers === 0) this.#remove(consumer);
    return true;
  }

  #living(consumer: string, app: AppRun): Worker | undefined {
    const own =
      this.#many === undefined
        ? this.#only?.consumer === consumer
          ? this.#only
          : undefined
        : this.#many.get(consumer);
    if (own === undefined || !app.isDead(own)) return own;
    this.#remove(consumer);
    return undefined;
  }

  #another(consumer: string, app: AppRun): Worker | undefined {
    if (this.#many === undefined) {
      const only = this.#only;
      if (only === undefined || only.consumer === consumer) return undefined;
      return this.#living(only.consumer, app);
    }
    for (const worker of this.#many.values()) {
      if (worker.consumer === consumer) continue;
      if (!app.isDead(worker)) return worker;
      this.#many.delete(worker.consumer);
    }
    return undefined;
  }

  #add(worker: Worker): void {
    if (this.#many !== undefined) this.#many.set(worker.consumer, worker);
    else if (this.#only === undefined) this.#only = worker;
    else {
      this.#many = new Map([
        [this.#only.consumer, this.#only],
        [worker.consumer, worker],
      ]);
    }
  }

  #remove(consumer: string): void {
    if (this.#many === undefined) this.#only = undefined;
    else this.#many.delete(consumer);
  }
}

function newWorker(
  { consumer, key, seq, lane, position, atMs }: StartRecord,
  since: number,
): Worker {
  return { consumer, handlers: 1, since, key, seq, lane, position, atMs };
}

function note(worker: Worker, { key, seq, lane, position, atMs }: StartRecord): void {
  worker.key = key;
  worker.seq = seq;
  worker.lane = lane;
  worker.position = position;
  worker.atMs = atMs;
}
