/** One that is in use keeps all of its array: few, so that this is little. */
const piecesPerArray = 16;

/** Pieces of larger arrays, for what there is one of per truck: an array of its own costs more than all that is in it. */
export class Slab {
  readonly #pieceLength: number;
  readonly #filling: number;
  #numbers = new Float64Array(0);
  #end = 0;

  constructor(pieceLength: number, filling: number) {
    this.#pieceLength = pieceLength;
    this.#filling = filling;
  }

  /** The array that the next piece is taken from: ask for it first. */
  get numbers(): Float64Array {
    if (this.#end === this.#numbers.length) {
      this.#numbers = new Float64Array(piecesPerArray * this.#pieceLength).fill(this.#filling);
      this.#end = 0;
    }
    return this.#numbers;
  }

  /** Where the next piece begins in it; nobody else gets it. */
  take(): number {
    const begin = this.#end;
    this.#end += this.#pieceLength;
    return begin;
  }
}
