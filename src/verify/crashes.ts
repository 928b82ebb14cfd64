import { joinedName } from "./joined-name.ts";

/** Whether a worker dies with a consumer: workers of one are called `consumer/slot`. */
export function isWorkerOf(worker: string, consumer: string): boolean {
  return worker === consumer || worker.startsWith(`${consumer}/`);
}

/**
 * When consumers died. A crash ends all that its consumer had in hand at that moment, and at that moment only: it may come back under
 * the same name. Workers of one consumer are called `consumer/slot` and die with it.
 */
export class Crashes {
  /** By application and consumer: number of the last crash record. */
  readonly #last = new Map<string, number>();

  add(app: string, consumer: string, at: number): void {
    this.#last.set(joinedName(app, consumer), at);
  }

  /** Whether a consumer has died after a moment, both being numbers of records. */
  hasDied(app: string, consumer: string, since: number): boolean {
    if (this.#last.size === 0) return false;
    for (let name = consumer; ;) {
      const last = this.#last.get(joinedName(app, name));
      if (last !== undefined && last > since) return true;
      const slash = name.lastIndexOf("/");
      if (slash < 0) return false;
      name = name.slice(0, slash);
    }
  }
}
