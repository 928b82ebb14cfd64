import type { Reader } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { Settling, Work } from "./work.ts";

/** Works on a receive, and keeps what is not settled of it from others meanwhile: every so often for another visibility timeout. */
export async function withHeartbeat(
  works: readonly Work[],
  reader: Reader,
  { clock, signal }: Instance,
  everyMs: number,
  doing: (settling: Settling) => Promise<void>,
): Promise<void> {
  const left = new Set(works.map(({ delivery }) => delivery));
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const beat = async (): Promise<void> => {
    while (!until.aborted) {
      await clock.sleep(everyMs, until);
      if (!until.aborted && left.size > 0) await reader.extend?.([...left], signal);
    }
  };
  const beating = beat();
  try {
    await doing({
      settle: async (deliveries, settling) => {
        // From here on it may be gone, and what is gone cannot be extended.
        for (const one of deliveries) left.delete(one);
        await reader.settle(deliveries, settling);
      },
      release: async (deliveries, releasing) => {
        for (const one of deliveries) left.delete(one);
        await reader.release?.(deliveries, releasing);
      },
    });
  } finally {
    over.abort();
    await beating;
  }
}
