/** How long the rest of a suite will take, by the runs that are over. */
export class TimeLeft {
  readonly #total: number;
  readonly #beganMs: number;
  readonly #wallMs: number[] = [];

  constructor(total: number, nowMs: number) {
    this.#total = total;
    this.#beganMs = nowMs;
  }

  ended(wallMs: number): void {
    this.#wallMs.push(wallMs);
  }

  /**
   * Undefined until something is over, and when nothing is left. The longest runs begin first, so the latest say most of what is to come;
   * how many run beside each other is what it was so far.
   */
  leftMs(nowMs: number): number | undefined {
    const left = this.#total - this.#wallMs.length;
    const elapsedMs = nowMs - this.#beganMs;
    if (this.#wallMs.length === 0 || left <= 0 || elapsedMs <= 0) return undefined;
    const recent = this.#wallMs.slice(-recentRuns);
    const meanMs = sum(recent) / recent.length;
    const beside = Math.max(1, sum(this.#wallMs) / elapsedMs);
    return (left * meanMs) / beside;
  }

  /** `about 40 s left`; empty where it is not known. */
  text(nowMs: number): string {
    const leftMs = this.leftMs(nowMs);
    if (leftMs === undefined) return "";
    const seconds = Math.max(1, Math.ceil(leftMs / 1000));
    return seconds < 100 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`;
  }
}

const recentRuns = 8;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
