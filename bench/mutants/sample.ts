import { readFileSync } from "node:fs";

import { seededRandom } from "../../src/random.ts";

/** Lines that are in or out of a sample together. */
const pieceLines = 12;

/**
 * A seeded share of a file's lines, as patterns of what Stryker mutates. Mutants that reach over the edge of a piece are left out: they
 * are whole blocks, which tests notice most easily.
 */
export function sampleOf(file: string, share: number, seed: number): readonly string[] {
  if (share >= 1) return [file];
  const lines = readFileSync(file, "utf8").split("\n").length;
  const random = seededRandom(seed, file);
  const pieces: string[] = [];
  for (let first = 1; first <= lines; first += pieceLines) {
    if (random() < share)
      pieces.push(`${file}:${first}-${Math.min(lines, first + pieceLines - 1)}`);
  }
  return pieces;
}
