import type { Entry } from "./entry.ts";

/** Open entries of several lanes, the one that was meant to come first at the top. Those that are done are left out when they would be. */
export class IntentHeap {
  #items: Entry[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(entry: Entry): void {
    const items = this.#items;
    let at = items.length;
    items.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent]!.intent <= entry.intent) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = entry;
  }

  /** The open entry intended first. */
  first(isGone: (entry: Entry) => boolean): Entry | undefined {
    for (let [top] = this.#items; top !== undefined; [top] = this.#items) {
      if (top.isOpen && !isGone(top)) return top;
      this.#removeFirst();
    }
    return undefined;
  }

  #removeFirst(): void {
    const items = this.#items;
    const entry = items.pop()!;
    const { length } = items;
    if (length === 0) return;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && items[child + 1]!.intent < items[child]!.intent) child += 1;
      if (items[child]!.intent >= entry.intent) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = entry;
  }
}
