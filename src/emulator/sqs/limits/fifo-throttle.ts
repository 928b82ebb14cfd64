import { QuotaWindow, type QuotaWindowKind } from "../../quota-window.ts";

/** The API actions that share one allowance. A batch is one call (SDG/quotas-messages). That send and its batch form share one is assumed. */
export type CallFamily = "send" | "receive" | "delete" | "visibility";

/** 300 calls/s per API action, and per partition in high-throughput mode (SDG/quotas-messages, SDG/high-throughput-fifo). */
const callsPerSecond = 300;

/** What the throttle asks of a queue. */
interface ThrottledQueue {
  readonly isHighThroughput: boolean;
}

/** What a FIFO queue may still be called. */
export class FifoThrottle {
  readonly #kind: QuotaWindowKind | undefined;
  readonly #windows = new Map<string, QuotaWindow>();

  constructor(kind?: QuotaWindowKind) {
    this.#kind = kind;
  }

  /** A call on the whole queue; always admitted in high-throughput mode, where partitions count. */
  admitCall(family: CallFamily, { isHighThroughput }: ThrottledQueue, nowMs: number): boolean {
    if (isHighThroughput) return true;
    return this.#window(family).admit(nowMs, 1);
  }

  /**
   * High-throughput mode: a batch is split by partition, "each split counts as a transaction" (SDG/high-throughput-fifo).
   * Gives for each entry, named by its partition, whether its split is admitted; one without a partition always is.
   */
  admitSplits(
    family: CallFamily,
    { isHighThroughput }: ThrottledQueue,
    partitions: readonly (number | undefined)[],
    nowMs: number,
  ): readonly boolean[] {
    if (!isHighThroughput) return partitions.map(() => true);
    const splits = new Map<number, boolean>();
    return partitions.map((partition) => {
      if (partition === undefined) return true;
      const known = splits.get(partition);
      if (known !== undefined) return known;
      const isAdmitted = this.#window(`${family}/${partition}`).admit(nowMs, 1);
      splits.set(partition, isAdmitted);
      return isAdmitted;
    });
  }

  /** High-throughput mode: whether a receive may be given messages of this partition. */
  mayReceive(partition: number, nowMs: number): boolean {
    return this.#window(`receive/${partition}`).available(nowMs) > 0;
  }

  /** Counts a receive that was given messages of this partition. */
  countReceive(partition: number, nowMs: number): void {
    this.#window(`receive/${partition}`).take(nowMs, 1);
  }

  #window(name: string): QuotaWindow {
    let window = this.#windows.get(name);
    if (window === undefined) {
      window = new QuotaWindow(callsPerSecond, this.#kind);
      this.#windows.set(name, window);
    }
    return window;
  }
}
