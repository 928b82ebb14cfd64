/** A first-in first-out list: both ends in amortised O(1), memory proportional to what is in it. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  /** The item at this distance from the front. */
  at(distance: number): T | undefined {
    return this.#items[this.#head + distance];
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Swaps the item at this distance from the front with the first one, then takes it. */
  shiftFrom(distance: number): T | undefined {
    const index = this.#head + distance;
    const item = this.#items[index];
    this.#items[index] = this.#items[this.#head];
    this.#items[this.#head] = item;
    return this.shift();
  }

  toArray(): readonly T[] {
    return this.#items.slice(this.#head).filter((item) => item !== undefined);
  }

  /** Lets go of what does not pass; the others keep their order. */
  keep(passes: (item: T) => boolean): void {
    this.#items = this.toArray().filter(passes);
    this.#head = 0;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
