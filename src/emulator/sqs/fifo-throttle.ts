import { QuotaWindow } from "../quota-window.ts";
import type { QueueSettings } from "./queue-attributes.ts";

/** The API actions that share one allowance. A batch is one call (SDG/quotas-messages). That send and its batch form share one is assumed. */
export type CallFamily = "send" | "receive" | "delete" | "visibility";

/** 300 calls/s per API action, and per partition in high-throughput mode (SDG/quotas-messages, SDG/high-throughput-fifo). */
const callsPerSecond = 300;
/** 70,000 calls/s in the large Regions at 300 per partition. AWS adds partitions as needed: all there from the start is assumed. */
const partitionCount = 233;

/** What a FIFO queue may still be called. */
export class FifoThrottle {
  readonly #windows = new Map<string, QuotaWindow>();

  /** A call on the whole queue; always admitted in high-throughput mode, where partitions count. */
  admitCall(family: CallFamily, settings: QueueSettings, nowMs: number): boolean {
    if (settings.isHighThroughput) return true;
    return this.#window(family).admit(nowMs, 1);
  }

  /**
   * High-throughput mode: a batch is split by partition, "each split counts as a transaction" (SDG/high-throughput-fifo).
   * Gives for each group whether its split is admitted.
   */
  admitGroups(
    family: CallFamily,
    settings: QueueSettings,
    groupIds: readonly string[],
    nowMs: number,
  ): readonly boolean[] {
    if (!settings.isHighThroughput) return groupIds.map(() => true);
    const splits = new Map<number, boolean>();
    return groupIds.map((groupId) => {
      const partition = partitionOf(groupId);
      const known = splits.get(partition);
      if (known !== undefined) return known;
      const isAdmitted = this.#window(`${family}/${partition}`).admit(nowMs, 1);
      splits.set(partition, isAdmitted);
      return isAdmitted;
    });
  }

  #window(name: string): QuotaWindow {
    let window = this.#windows.get(name);
    if (window === undefined) {
      window = new QuotaWindow(callsPerSecond);
      this.#windows.set(name, window);
    }
    return window;
  }
}

/** AWS hashes the group id internally; which hash is not said. */
function partitionOf(groupId: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < groupId.length; index += 1) {
    hash = Math.imul(hash ^ groupId.charCodeAt(index), 16_777_619);
  }
  return (hash >>> 0) % partitionCount;
}
