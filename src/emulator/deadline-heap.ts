/** Something that waits for an instant. It carries its own place in the heap, so that it can be taken out in O(log n). */
export interface Timed {
  /** The instant it waits for; only the heap it is in may change it, through `set`. */
  dueMs: number;
  /** Decides between equal instants: the smaller is first. */
  readonly order: number;
  /** Its place in the heap, -1 when it is in none. */
  slot: number;
}

/** A binary min-heap of deadlines. What is removed leaves no trace, however far its deadline was. */
export class DeadlineHeap<T extends Timed> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** Whatever waits, in no order. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** The earliest deadline, undefined when nothing waits. */
  nextMs(): number | undefined {
    return this.#items[0]?.dueMs;
  }

  /** Puts the item in, or moves it, to wait for this instant. */
  set(item: T, dueMs: number): void {
    item.dueMs = dueMs;
    if (item.slot === -1) {
      item.slot = this.#items.length;
      this.#items.push(item);
    }
    this.#up(item.slot);
    this.#down(item.slot);
  }

  remove(item: T): void {
    const { slot } = item;
    if (slot === -1) return;
    item.slot = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#place(last, slot);
    this.#up(slot);
    this.#down(last.slot);
  }

  /** Takes out the earliest item if it is due. */
  popDue(nowMs: number): T | undefined {
    const first = this.#items[0];
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.remove(first);
    return first;
  }

  clear(): void {
    for (const item of this.#items) item.slot = -1;
    this.#items.length = 0;
  }

  #place(item: T, slot: number): void {
    this.#items[slot] = item;
    item.slot = slot;
  }

  #up(start: number): void {
    let slot = start;
    const item = this.#items[slot];
    if (item === undefined) return;
    while (slot > 0) {
      const parentSlot = (slot - 1) >> 1;
      const parent = this.#items[parentSlot];
      if (parent === undefined || isBefore(parent, item)) break;
      this.#place(parent, slot);
      slot = parentSlot;
    }
    this.#place(item, slot);
  }

  #down(start: number): void {
    let slot = start;
    const item = this.#items[slot];
    if (item === undefined) return;
    for (;;) {
      const left = this.#items[2 * slot + 1];
      const right = this.#items[2 * slot + 2];
      const child =
        right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || isBefore(item, child)) break;
      const childSlot = child.slot;
      this.#place(child, slot);
      slot = childSlot;
    }
    this.#place(item, slot);
  }
}

function isBefore(a: Timed, b: Timed): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order <= b.order);
}
