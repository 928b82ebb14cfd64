/**
 * Batch calls that keep order: a truck with events under way is held back until all of them are settled, and what the broker
 * refused goes first when the truck is next in a call. Several trucks share a call; several calls are under way at once. With the
 * whole fleet as scope, all trucks together are held back as one.
 */
import type { ProducerSpec } from "../scenario/scenario.ts";
import type { PlannedEvent } from "../workload/event.ts";
import type { Producer, ProducerContext } from "./producer.ts";
import { backOff, send } from "./send.ts";

interface Waiting {
  readonly event: PlannedEvent;
  readonly sinceMs: number;
  readonly accepted: () => void;
}

interface TruckQueue {
  waiting: Waiting[];
  underWay: boolean;
  /** Calls in a row that refused something of this truck. */
  refusals: number;
}

type BatchedSpec = Extract<ProducerSpec, { kind: "batched" }>;

export function batched(spec: BatchedSpec, context: ProducerContext): Producer {
  const { channel, clock, signal } = context;
  const lingerMs = spec.lingerMs ?? 20;
  const maxPerTruck = spec.maxPerTruck ?? 1;
  const maxCalls = spec.maxCalls ?? 10;
  const maxEntries = Math.min(
    spec.maxEntries ?? channel.maxBatchEntries,
    channel.maxBatchEntries,
    Math.max(1, Math.floor(channel.maxBatchBytes / (context.payloadBytes + 256))),
  );
  const queues = new Map<string, TruckQueue>();
  /** Trucks with something to send and nothing under way, in the order they became so. */
  const ready = new Set<string>();
  let calls = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const take = (): Map<string, Waiting[]> => {
    const batch = new Map<string, Waiting[]>();
    let room = maxEntries;
    for (const truckId of ready) {
      if (room === 0) break;
      const queue = queues.get(truckId)!;
      const taken = queue.waiting.splice(0, Math.min(room, maxPerTruck));
      queue.underWay = true;
      room -= taken.length;
      batch.set(truckId, taken);
      ready.delete(truckId);
    }
    return batch;
  };

  const isReady = (truckId: string, queue: TruckQueue): void => {
    queue.underWay = false;
    if (queue.waiting.length > 0) ready.add(truckId);
  };

  const settle = (truckId: string, refused: readonly Waiting[]): void => {
    const queue = queues.get(truckId)!;
    queue.waiting.unshift(...refused);
    if (refused.length === 0) {
      queue.refusals = 0;
      isReady(truckId, queue);
      return;
    }
    void backOff(queue.refusals, context, spec.backOffMs).then(() => {
      isReady(truckId, queue);
      context.record({ type: "retry", atMs: clock.nowMs(), action: "producer" });
      pump();
    });
    queue.refusals += 1;
  };

  const call = async (batch: ReadonlyMap<string, readonly Waiting[]>): Promise<void> => {
    calls += 1;
    const entries = [...batch.values()].flat();
    const outcomes = await send(
      entries.map(({ event }) => event),
      context,
    );
    calls -= 1;
    const refused = new Set(entries.filter((_, index) => outcomes[index]?.type !== "accepted"));
    for (const entry of entries) if (!refused.has(entry)) entry.accepted();
    for (const [truckId, taken] of batch) {
      settle(
        truckId,
        taken.filter((entry) => refused.has(entry)),
      );
    }
    pump();
  };

  /** Sends as many batches as are full, or whose first event has waited long enough; else comes back when one has. */
  const pump = (): void => {
    while (calls < maxCalls && ready.size > 0 && !signal.aborted) {
      let entries = 0;
      let oldestMs = Infinity;
      for (const truckId of ready) {
        const { waiting } = queues.get(truckId)!;
        entries += Math.min(waiting.length, maxPerTruck);
        oldestMs = Math.min(oldestMs, waiting[0]!.sinceMs);
        if (entries >= maxEntries) break;
      }
      const restMs = oldestMs + lingerMs - clock.nowMs();
      if (entries < maxEntries && restMs > 0) {
        timer ??= setTimeout(() => {
          timer = undefined;
          pump();
        }, Math.ceil(restMs));
        return;
      }
      void call(take());
    }
  };

  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    for (const { waiting } of queues.values()) for (const { accepted } of waiting) accepted();
  });

  return {
    offer: (event) =>
      new Promise((accepted) => {
        const truckId = spec.scope === "fleet" ? "fleet" : event.truckId;
        const queue = queues.get(truckId) ?? { waiting: [], underWay: false, refusals: 0 };
        queues.set(truckId, queue);
        queue.waiting.push({ event, sinceMs: clock.nowMs(), accepted });
        if (!queue.underWay) ready.add(truckId);
        pump();
      }),
  };
}
