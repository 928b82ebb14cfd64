/** How many hash keys there are: every MD5. */
export const hashKeySpace = 1n << 128n;

/** Where each of n equal shards starts: the space is divided rounding down, the last takes the rest (mhart/kinesalite test/createStream.js). */
export function uniformBounds(count: number): readonly bigint[] {
  const width = hashKeySpace / BigInt(count);
  return Array.from({ length: count }, (_, index) => BigInt(index) * width);
}
