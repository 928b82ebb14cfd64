/** With nothing handed out or done for this long, nobody works on anything any more (as a run of Convoy's own has it), in milliseconds. */
const quietMs = 30_000;

/** More is not remembered. */
const mostOpen = 100_000;

/** What was handed out and is not done yet, as far as somebody says what is done. */
export class Unfinished {
  readonly #open = new Set<string>();
  #lastMs = 0;
  /** Whether anybody says what is done. */
  isTold: boolean;

  constructor(isTold: boolean) {
    this.isTold = isTold;
  }

  delivered(app: string, event: Event, atMs: number): void {
    if (this.#open.size < mostOpen) this.#open.add(nameOf(app, event));
    this.#lastMs = atMs;
  }

  done(app: string, event: Event, atMs: number): void {
    this.#open.delete(nameOf(app, event));
    this.#lastMs = atMs;
  }

  /** It goes on, and is not done yet. */
  seen(atMs: number): void {
    this.#lastMs = atMs;
  }

  /** Whether some of it may still be under way. */
  isUnderWay(nowMs: number): boolean {
    return this.isTold && this.#open.size > 0 && nowMs - this.#lastMs < quietMs;
  }
}

interface Event {
  readonly key: string;
  readonly seq: number;
}

function nameOf(app: string, { key, seq }: Event): string {
  return `${app} ${seq} ${key}`;
}
