/**
 * The last few items of an almost sorted sequence, sorted.
 *
 * An item that belongs at the end is put there in O(1); one that comes late is moved down to its place, at most `capacity` steps.
 * When the ring is full the lowest item leaves and is handed back: all that belong before it have left already, or came more
 * than `capacity` items too late, which the ring cannot know and its user must notice.
 */
export class SortedRing<T> {
  readonly #items: (T | undefined)[] = [];
  readonly #capacity: number;
  readonly #isAfter: (left: T, right: T) => boolean;
  #head = 0;
  #size = 0;

  /** `capacity` is a power of two. */
  constructor(capacity: number, isAfter: (left: T, right: T) => boolean) {
    this.#capacity = capacity;
    this.#isAfter = isAfter;
  }

  get size(): number {
    return this.#size;
  }

  /** The item at a place, 0 being the lowest. */
  at(index: number): T {
    return this.#items[(this.#head + index) & (this.#capacity - 1)]!;
  }

  /** Takes an item known to belong at the end; returns the one that had to leave. */
  push(item: T): T | undefined {
    const leaving = this.#size === this.#capacity ? this.shift() : undefined;
    this.#items[(this.#head + this.#size) & (this.#capacity - 1)] = item;
    this.#size += 1;
    return leaving;
  }

  /** Takes an item to its place; returns the one that had to leave, which may be itself. */
  insert(item: T): T | undefined {
    if (this.#size === this.#capacity && !this.#isAfter(item, this.at(0))) return item;
    const leaving = this.push(item);
    const mask = this.#capacity - 1;
    for (let index = this.#size - 1; index > 0; index -= 1) {
      const before = this.at(index - 1);
      if (!this.#isAfter(before, item)) break;
      this.#items[(this.#head + index) & mask] = before;
      this.#items[(this.#head + index - 1) & mask] = item;
    }
    return leaving;
  }

  /** Takes the lowest item out. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#capacity - 1);
    this.#size -= 1;
    return item;
  }

  /** Takes one item out wherever it stands; false if it is not there. */
  delete(item: T): boolean {
    const mask = this.#capacity - 1;
    for (let index = 0; index < this.#size; index += 1) {
      if (this.at(index) !== item) continue;
      for (let next = index + 1; next < this.#size; next += 1) {
        this.#items[(this.#head + next - 1) & mask] = this.at(next);
      }
      this.#size -= 1;
      this.#items[(this.#head + this.#size) & mask] = undefined;
      return true;
    }
    return false;
  }
}
