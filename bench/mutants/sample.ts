import { seededRandom } from "../../src/random.ts";

/** So many of them, or all, chosen by the seed: any mutant of the folder with the same probability. */
export function sampleOf<T>(all: readonly T[], size: number, seed: number, name: string): T[] {
  const random = seededRandom(seed, name);
  return all
    .map((one, place) => ({ one, place, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, size)
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
