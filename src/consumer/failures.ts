import type { FailingWork } from "../scenario/failing-work.ts";

/** Which event. */
export interface Named {
  readonly key: string;
  readonly seq: number;
  readonly index: number;
}

/** Thrown by work that is to fail. */
export class WorkFailed extends Error {
  override readonly name = "WorkFailed";
  override readonly message = "the work failed";
}

/** The failures of an application's work: counts how often it failed at each event that it is to fail at. */
export class Failures {
  readonly #failing: FailingWork | undefined;
  readonly #failed = new Map<string, number>();

  constructor(failing: FailingWork | undefined) {
    this.#failing = failing;
  }

  /** Throws `WorkFailed` where the work on this event fails, this time. */
  check(event: Named): void {
    if (this.#failing === undefined || !isMeant(this.#failing, event)) return;
    const { times = Infinity } = this.#failing;
    const name = `${event.key}#${event.seq}`;
    const failed = this.#failed.get(name) ?? 0;
    if (failed >= times) return;
    this.#failed.set(name, failed + 1);
    throw new WorkFailed();
  }
}

function isMeant({ key, seq, everyNth }: FailingWork, event: Named): boolean {
  if (key !== undefined && key !== event.key) return false;
  if (seq !== undefined && seq !== event.seq) return false;
  return everyNth === undefined || (event.index + 1) % everyNth === 0;
}
