/** Items of a piece, at most; one that is longer is cut in two. */
const mostOfPiece = 2048;

/**
 * A list into which items may be put anywhere, and out of which they may be taken, however many there are: it consists of pieces, so that
 * only what is in one of them has to move. As long as there are few items they are one piece, a plain array.
 */
export class LongList<T> {
  /** All of them, while there are few. */
  #few: T[];
  #pieces: Pieces<T> | undefined;

  constructor(items: T[] = []) {
    this.#few = items;
    if (items.length > mostOfPiece) this.#cut();
  }

  get length(): number {
    return this.#pieces === undefined ? this.#few.length : this.#pieces.length;
  }

  at(index: number): T | undefined {
    return this.#pieces === undefined ? this.#few[index] : this.#pieces.at(index);
  }

  get last(): T | undefined {
    const items = this.#pieces === undefined ? this.#few : this.#pieces.last;
    return items[items.length - 1];
  }

  push(item: T): void {
    if (this.#pieces !== undefined) this.#pieces.push(item);
    else {
      this.#few.push(item);
      if (this.#few.length > mostOfPiece) this.#cut();
    }
  }

  insert(index: number, item: T): void {
    if (this.#pieces !== undefined) this.#pieces.insert(index, item);
    else {
      this.#few.splice(index, 0, item);
      if (this.#few.length > mostOfPiece) this.#cut();
    }
  }

  remove(index: number): T {
    if (this.#pieces === undefined) return this.#few.splice(index, 1)[0]!;
    const item = this.#pieces.remove(index);
    if (this.#pieces.length <= mostOfPiece / 2) this.replace(this.#pieces.toArray());
    return item;
  }

  /** Holds these items from now on, in place of all others. */
  replace(items: T[]): void {
    this.#few = items;
    this.#pieces = undefined;
    if (items.length > mostOfPiece) this.#cut();
  }

  /** All items; not to be changed. */
  toArray(): readonly T[] {
    return this.#pieces === undefined ? this.#few : this.#pieces.toArray();
  }

  #cut(): void {
    this.#pieces = new Pieces(this.#few);
    this.#few = [];
  }
}

/** Pieces of a list, none of them empty. */
class Pieces<T> {
  readonly #pieces: T[][] = [];
  /** Of the first pieces, the index of the first item; of the others it is found when it is asked for. */
  readonly #starts = [0];
  length: number;

  constructor(items: readonly T[]) {
    this.length = items.length;
    const size = mostOfPiece / 2;
    for (let from = 0; from < items.length; from += size) {
      this.#pieces.push(items.slice(from, from + size));
    }
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const piece = this.#pieceOf(index);
    return this.#pieces[piece]![index - this.#starts[piece]!];
  }

  get last(): T[] {
    return this.#pieces[this.#pieces.length - 1]!;
  }

  push(item: T): void {
    this.length += 1;
    this.last.push(item);
    if (this.last.length > mostOfPiece) this.#cut(this.#pieces.length - 1);
  }

  insert(index: number, item: T): void {
    if (index >= this.length) {
      this.push(item);
      return;
    }
    this.length += 1;
    const at = this.#pieceOf(index);
    const piece = this.#pieces[at]!;
    piece.splice(index - this.#starts[at]!, 0, item);
    this.#forgetStarts(at);
    if (piece.length > mostOfPiece) this.#cut(at);
  }

  remove(index: number): T {
    this.length -= 1;
    const at = this.#pieceOf(index);
    const piece = this.#pieces[at]!;
    const [item] = piece.splice(index - this.#starts[at]!, 1);
    this.#forgetStarts(at);
    if (piece.length === 0) this.#pieces.splice(at, 1);
    return item!;
  }

  toArray(): T[] {
    return this.#pieces.flat();
  }

  /** Makes two pieces of one. */
  #cut(at: number): void {
    const piece = this.#pieces[at]!;
    this.#forgetStarts(at);
    // At the end, where most items come, pieces are left full.
    const size = at === this.#pieces.length - 1 ? mostOfPiece : mostOfPiece / 2;
    this.#pieces.splice(at + 1, 0, piece.splice(size));
  }

  /** The pieces behind this one begin elsewhere now. */
  #forgetStarts(at: number): void {
    if (this.#starts.length > at + 1) this.#starts.length = at + 1;
  }

  #pieceOf(index: number): number {
    const starts = this.#starts;
    for (let at = starts.length - 1; at + 1 < this.#pieces.length; at += 1) {
      const next = starts[at]! + this.#pieces[at]!.length;
      if (next > index) break;
      starts.push(next);
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
