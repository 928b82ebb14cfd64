import { cos, log } from "./portable-math.ts";

/** A seeded source of numbers in [0, 1). The same seed gives the same numbers on every machine. */
export type Random = () => number;

/** Seeded generator (sfc32 started from a hash of the seed and a name, so that streams of different names are independent). */
export function seededRandom(seed: number, name: string): Random {
  const hash = stringHash(`${seed}/${name}`);
  let a = hash();
  let b = hash();
  let c = hash();
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  return next;
}

/** FNV-1a over the text, then a mixing step per call: enough to start a generator from. */
function stringHash(text: string): () => number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  }
  return () => {
    hash = (hash + 0x9e37_79b9) | 0;
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return mixed ^ (mixed >>> 16);
  };
}

/** Standard normal variate (Box–Muller; the second value is thrown away to keep the stream simple). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * log(1 - random())) * cos(2 * Math.PI * random());
}
