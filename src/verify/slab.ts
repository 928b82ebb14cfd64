/** One that is in use keeps all of its array: few, so that this is little. */
const piecesPerArray = 16;

/** A piece of an array, as long as was asked for. */
export interface Piece {
  readonly numbers: Float64Array;
  /** Where it begins among these. */
  readonly begin: number;
}

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

  /** A piece that nobody else gets. */
  take(): Piece {
    if (this.#end === this.#numbers.length) {
      this.#numbers = new Float64Array(piecesPerArray * this.#pieceLength).fill(this.#filling);
      this.#end = 0;
    }
    const begin = this.#end;
    this.#end += this.#pieceLength;
    return { numbers: this.#numbers, begin };
  }
}
