/**
 * Puts the order of each truck back that a standard queue does not keep. The one consumer holds an event back until the one before it is
 * done, or until it has waited as long as the window: then it goes on without that one, which, should it come yet, is worked on when it
 * comes. Trucks are worked on side by side. How far each truck is, the application keeps; what is held back comes again when a consumer
 * dies, after the visibility timeout.
 */
import type { Reader } from "../broker/broker.ts";
import type { Instance } from "../broker/instance.ts";
import type { ResolvedReordering } from "../scenario/resolved.ts";
import type { GpsEvent } from "../workload/event.ts";
import { compete } from "./competing.ts";
import type { ConsumerContext, ConsumerStrategy } from "./consumer.ts";
import { handleAll, receiveWork, type Work } from "./work.ts";

type Context = ConsumerContext<ResolvedReordering>;

/** How far the application is with a truck: it outlives its consumers. */
interface Progress {
  /** The seq that is due: all before it are done, or passed over. */
  next: number;
  readonly passedOver: Set<number>;
}

export const reordering: ConsumerStrategy<ResolvedReordering> = (context) => {
  const progress = new Map<string, Progress>();
  const buffers = new WeakMap<Instance, ReorderBuffer>();
  return compete(context, async (reader, instance) => {
    const buffer = buffers.get(instance) ?? new ReorderBuffer(progress, reader, instance, context);
    buffers.set(instance, buffer);
    for (const work of await receiveWork(reader, instance, context)) await buffer.take(work);
  });
};

/** An event that is held back. */
interface Held {
  work: Work;
  readonly untilMs: number;
}

interface Truck {
  readonly progress: Progress;
  readonly held: Map<number, Held>;
  isBusy: boolean;
}

class ReorderBuffer {
  readonly #progress: Map<string, Progress>;
  readonly #reader: Reader;
  readonly #instance: Instance;
  readonly #context: Context;
  readonly #trucks = new Map<string, Truck>();
  /** Trucks that wait for a thread. */
  readonly #ready = new Set<Truck>();
  readonly #freeSlots: number[];
  #failure: unknown;

  constructor(
    progress: Map<string, Progress>,
    reader: Reader,
    instance: Instance,
    context: Context,
  ) {
    this.#progress = progress;
    this.#reader = reader;
    this.#instance = instance;
    this.#context = context;
    this.#freeSlots = Array.from({ length: context.spec.keysAtOnce }, (_, index) => index + 1);
  }

  /** Takes what was received, to work on it when it is its turn. */
  async take(work: Work): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { event, delivery } = work;
    const { clock, signal } = this.#instance;
    // Nobody can work on it, and nothing waits for it.
    if (event === undefined) return this.#reader.settle([delivery], signal);
    const truck = this.#truckOf(event);
    const { next, passedOver } = truck.progress;
    if (event.seq < next && !passedOver.has(event.seq)) {
      return this.#reader.settle([delivery], signal);
    }
    const held = truck.held.get(event.seq);
    if (held !== undefined) {
      // Received again: the newer handle is the one that deletes it.
      held.work = work;
      return;
    }
    const { windowMs } = this.#context.spec;
    truck.held.set(event.seq, { work, untilMs: clock.nowMs() + windowMs });
    this.#look(truck);
    if (!truck.held.has(event.seq)) return;
    void clock.sleep(windowMs, signal).then(() => this.#look(truck));
  }

  #truckOf({ truckId }: GpsEvent): Truck {
    const known = this.#trucks.get(truckId);
    if (known !== undefined) return known;
    const progress = this.#progress.get(truckId) ?? { next: 0, passedOver: new Set() };
    this.#progress.set(truckId, progress);
    const truck = { progress, held: new Map(), isBusy: false };
    this.#trucks.set(truckId, truck);
    return truck;
  }

  /** Whether it is some event's turn. */
  #look(truck: Truck): void {
    if (truck.isBusy || this.#instance.signal.aborted || this.#turn(truck) === undefined) return;
    this.#ready.add(truck);
    this.#begin();
  }

  /** The seq that may be worked on now: the due one, one that came too late, or the first when it has waited long enough. */
  #turn({ held, progress }: Truck): number | undefined {
    if (held.size === 0) return undefined;
    const first = Math.min(...held.keys());
    if (first <= progress.next) return first;
    const waited = [...held.values()].some(
      ({ untilMs }) => untilMs <= this.#instance.clock.nowMs(),
    );
    return waited ? first : undefined;
  }

  #begin(): void {
    for (const truck of this.#ready) {
      const slot = this.#freeSlots.shift();
      if (slot === undefined) return;
      this.#ready.delete(truck);
      truck.isBusy = true;
      this.#work(truck, slot).catch((error: unknown) => {
        this.#failure = error;
      });
    }
  }

  async #work(truck: Truck, slot: number): Promise<void> {
    const { progress, held } = truck;
    const { signal } = this.#instance;
    const seq = this.#turn(truck);
    if (seq !== undefined) {
      const { work } = held.get(seq)!;
      await handleAll([work], this.#reader, this.#instance, this.#context, `/${slot}`);
      if (signal.aborted) return;
      held.delete(seq);
      progress.passedOver.delete(seq);
      for (let left = progress.next; left < seq; left += 1) progress.passedOver.add(left);
      progress.next = Math.max(progress.next, seq + 1);
    }
    this.#freeSlots.push(slot);
    truck.isBusy = false;
    this.#look(truck);
    this.#begin();
  }
}
