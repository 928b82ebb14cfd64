import type { Delivery, Reader } from "../../broker/broker.ts";

interface Slot {
  readonly delivery: Delivery;
  isDone: boolean;
}

/** How far a shard has been worked off: the checkpoint goes as far as everything before it is done. */
export class Progress {
  readonly #reader: Reader;
  readonly #signal: AbortSignal;
  readonly #slots = new Map<Delivery, Slot>();
  /** In the order of the shard; those before `#first` are done. */
  #order: Slot[] = [];
  #first = 0;
  #moved = Promise.withResolvers<void>();

  constructor(reader: Reader, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#moved.resolve(), { once: true });
  }

  received(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const slot = { delivery, isDone: false };
      this.#slots.set(delivery, slot);
      this.#order.push(slot);
    }
  }

  async done(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) {
      const slot = this.#slots.get(delivery);
      if (slot !== undefined) slot.isDone = true;
      this.#slots.delete(delivery);
    }
    const before = this.#first;
    while (this.#order[this.#first]?.isDone === true) this.#first += 1;
    if (this.#first === before) return;
    const { delivery } = this.#order[this.#first - 1]!;
    this.#order = this.#order.slice(this.#first);
    this.#first = 0;
    this.#moved.resolve();
    this.#moved = Promise.withResolvers<void>();
    await this.#reader.settle([delivery], this.#signal);
  }

  /** Waits until fewer than so many are read and not done, or the run is over. */
  async below(most: number): Promise<void> {
    while (this.#slots.size >= most && !this.#signal.aborted) await this.#moved.promise;
  }
}
