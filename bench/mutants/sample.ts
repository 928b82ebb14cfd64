import { readFileSync } from "node:fs";

import { seededRandom } from "../../src/random.ts";

/** Lines that are in or out of a sample together. */
const pieceLines = 12;

export interface LinesTaken {
  readonly taken: number;
  readonly of: number;
}

/**
 * About so many of the files' lines, chosen by the seed, as patterns of what Stryker mutates. Mutants that reach over the edge of a piece
 * are left out: they are whole blocks, which tests notice most easily.
 */
export function sampleOf(
  files: readonly string[],
  lines: number,
  seed: number,
): { readonly patterns: readonly string[]; readonly lines: LinesTaken } {
  const lengths = files.map((file) => ({
    file,
    length: readFileSync(file, "utf8").split("\n").length,
  }));
  const of = lengths.reduce((sum, { length }) => sum + length, 0);
  if (lines >= of) return { patterns: files, lines: { taken: of, of } };
  let taken = 0;
  const patterns = lengths.flatMap(({ file, length }) => {
    const random = seededRandom(seed, file);
    const pieces: string[] = [];
    for (let first = 1; first <= length; first += pieceLines) {
      if (random() >= lines / of) continue;
      const last = Math.min(length, first + pieceLines - 1);
      pieces.push(`${file}:${first}-${last}`);
      taken += last - first + 1;
    }
    return pieces;
  });
  return { patterns, lines: { taken, of } };
}
