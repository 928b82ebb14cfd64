/**
 * A set of whole numbers kept as intervals: `0…41, 43…90`.
 *
 * Sequence numbers of a truck come nearly in order, so a million of them are one interval, and adding the next is O(1).
 * A number out of order costs a binary search. The set holds at most `maxIntervals` intervals; beyond that the lowest gap is
 * closed and forgotten: below `certainFrom` the set no longer knows what is missing. `has` answers yes there and `add` answers
 * "new", so that neither a missing event nor a repeated one is ever claimed on forgotten ground.
 */
export class IntervalSet {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #maxIntervals: number;
  #certainFrom = 0;

  constructor(maxIntervals = 16_384) {
    this.#maxIntervals = maxIntervals;
  }

  /** The first numbers: 0 … count-1. */
  static prefix(count: number): IntervalSet {
    const set = new IntervalSet();
    if (count > 0) {
      set.#starts.push(0);
      set.#ends.push(count - 1);
    }
    return set;
  }

  /** From pairs of ends, ascending, with gaps between. */
  static of(ends: readonly number[]): IntervalSet {
    const set = new IntervalSet();
    for (let at = 0; at + 1 < ends.length; at += 2) {
      set.#starts.push(ends[at]!);
      set.#ends.push(ends[at + 1]!);
    }
    return set;
  }

  /** Whether it is 0 … max, without a gap and with nothing forgotten. */
  get isPrefix(): boolean {
    return this.#ends.length === 1 && this.#starts[0] === 0 && this.#certainFrom === 0;
  }

  /** Numbers below this are not known exactly any more; 0 while all are. */
  get certainFrom(): number {
    return this.#certainFrom;
  }

  /** Intervals held: what the set costs. */
  get intervalCount(): number {
    return this.#ends.length;
  }

  /** The highest number, -1 when empty. */
  get max(): number {
    return this.#ends.at(-1) ?? -1;
  }

  *intervals(): Generator<Interval> {
    for (let at = 0; at < this.#ends.length; at += 1) yield this.intervalAt(at);
  }

  intervalAt(index: number): Interval {
    return { from: this.#starts[index]!, to: this.#ends[index]! };
  }

  /** Adds a number; false if it was there. */
  add(value: number): boolean {
    const ends = this.#ends;
    const last = ends.length - 1;
    const end = last < 0 ? -2 : ends[last]!;
    if (value === end + 1) {
      ends[last] = value;
      return true;
    }
    if (value > end) {
      this.#starts.push(value);
      ends.push(value);
      if (ends.length > this.#maxIntervals) this.#forgetLowestGap();
      return true;
    }
    if (value >= this.#starts[last]!) return value < this.#certainFrom;
    return this.#insert(value);
  }

  has(value: number): boolean {
    const last = this.#ends.length - 1;
    if (last < 0 || value > this.#ends[last]!) return false;
    if (value >= this.#starts[last]! || value < this.#certainFrom) return true;
    const at = this.#indexOf(value);
    return at >= 0 && value <= this.#ends[at]!;
  }

  /** Removes a number; false if it was not there. */
  remove(value: number): boolean {
    const at = this.#indexOf(value);
    if (at < 0 || value > this.#ends[at]!) return false;
    const start = this.#starts[at]!;
    const end = this.#ends[at]!;
    this.#starts.splice(at, 1);
    this.#ends.splice(at, 1);
    if (value < end) this.#splice(at, value + 1, end);
    if (value > start) this.#splice(at, start, value - 1);
    return true;
  }

  #insert(value: number): boolean {
    if (value < this.#certainFrom) return true;
    const starts = this.#starts;
    const ends = this.#ends;
    const at = this.#indexOf(value);
    if (at >= 0 && value <= ends[at]!) return false;
    const joinsLeft = at >= 0 && ends[at] === value - 1;
    const joinsRight = starts[at + 1] === value + 1;
    if (joinsLeft && joinsRight) {
      ends[at] = ends[at + 1]!;
      starts.splice(at + 1, 1);
      ends.splice(at + 1, 1);
    } else if (joinsLeft) ends[at] = value;
    else if (joinsRight) starts[at + 1] = value;
    else this.#splice(at + 1, value, value);
    return true;
  }

  #splice(at: number, start: number, end: number): void {
    this.#starts.splice(at, 0, start);
    this.#ends.splice(at, 0, end);
    if (this.#ends.length > this.#maxIntervals) this.#forgetLowestGap();
  }

  #forgetLowestGap(): void {
    this.#certainFrom = this.#starts[1]!;
    this.#starts.splice(1, 1);
    this.#ends.shift();
  }

  /** Index of the last interval that starts at or below the number, -1 if none does. */
  #indexOf(value: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** Both ends belong to it. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What is in `left` and in `right`, as far as both are certain; ascending. */
export function* common(left: IntervalSet, right: IntervalSet): Generator<Interval> {
  const certainFrom = Math.max(left.certainFrom, right.certainFrom);
  for (let i = 0, j = 0; i < left.intervalCount && j < right.intervalCount;) {
    const a = left.intervalAt(i);
    const b = right.intervalAt(j);
    const from = Math.max(a.from, b.from, certainFrom);
    const to = Math.min(a.to, b.to);
    if (from <= to) yield { from, to };
    if (a.to < b.to) i += 1;
    else j += 1;
  }
}

/** What is in `left` but not in `right`, as far as both are certain; ascending. */
export function* difference(left: IntervalSet, right: IntervalSet): Generator<Interval> {
  const certainFrom = Math.max(left.certainFrom, right.certainFrom);
  let j = 0;
  for (let i = 0; i < left.intervalCount; i += 1) {
    const { from, to } = left.intervalAt(i);
    let next = Math.max(from, certainFrom);
    while (j < right.intervalCount && right.intervalAt(j).to < next) j += 1;
    for (let k = j; k < right.intervalCount && right.intervalAt(k).from <= to; k += 1) {
      const hole = right.intervalAt(k);
      if (hole.from > next) yield { from: next, to: hole.from - 1 };
      next = Math.max(next, hole.to + 1);
    }
    if (next <= to) yield { from: next, to };
  }
}
