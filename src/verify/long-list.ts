/** Items of a piece, at most; one that is longer is cut in two. */
const mostOfPiece = 2048;

/**
 * A list into which items may be put anywhere, and out of which they may be taken, however many there are: it consists of pieces, so that
 * only what is in one of them has to move. As long as there are few items they are one piece, a plain array.
 */
export class LongList<T> {
  #only: T[] | undefined;
  #pieces: T[][] = [];
  /** Of the first pieces, the index of the first item; of the others it is found when it is asked for. */
  readonly #starts = [0];
  #length: number;

  constructor(items: T[] = []) {
    this.#length = items.length;
    if (items.length <= mostOfPiece) this.#only = items;
    else {
      const size = mostOfPiece / 2;
      for (let from = 0; from < items.length; from += size) {
        this.#pieces.push(items.slice(from, from + size));
      }
    }
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): T | undefined {
    const only = this.#only;
    if (only !== undefined) return only[index];
    if (index < 0 || index >= this.#length) return undefined;
    const piece = this.#pieceOf(index);
    return this.#pieces[piece]![index - this.#starts[piece]!];
  }

  get last(): T | undefined {
    const piece = this.#only ?? this.#pieces[this.#pieces.length - 1]!;
    return piece[piece.length - 1];
  }

  push(item: T): void {
    this.#length += 1;
    const piece = this.#only ?? this.#pieces[this.#pieces.length - 1]!;
    piece.push(item);
    if (piece.length > mostOfPiece) this.#cut(Math.max(0, this.#pieces.length - 1));
  }

  insert(index: number, item: T): void {
    if (index >= this.#length) {
      this.push(item);
      return;
    }
    this.#length += 1;
    if (this.#only !== undefined) {
      this.#only.splice(index, 0, item);
      if (this.#only.length > mostOfPiece) this.#cut(0);
      return;
    }
    const at = this.#pieceOf(index);
    const piece = this.#pieces[at]!;
    piece.splice(index - this.#starts[at]!, 0, item);
    this.#forgetStarts(at);
    if (piece.length > mostOfPiece) this.#cut(at);
  }

  remove(index: number): T {
    this.#length -= 1;
    if (this.#only !== undefined) return this.#only.splice(index, 1)[0]!;
    const at = this.#pieceOf(index);
    const piece = this.#pieces[at]!;
    const [item] = piece.splice(index - this.#starts[at]!, 1);
    this.#forgetStarts(at);
    if (piece.length === 0) {
      this.#pieces.splice(at, 1);
      if (this.#pieces.length === 1) this.#only = this.#pieces.pop();
    }
    return item!;
  }

  /** All items; not to be changed. */
  toArray(): readonly T[] {
    return this.#only ?? this.#pieces.flat();
  }

  /** Makes two pieces of one, or of the only one. */
  #cut(at: number): void {
    if (this.#only !== undefined) {
      this.#pieces = [this.#only];
      this.#only = undefined;
      this.#starts.length = 1;
    }
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
