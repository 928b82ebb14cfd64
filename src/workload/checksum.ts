/** CRC-32 of a text whose parts have been summed: a long payload is gone through once, not twice. */
import { crc32 } from "node:zlib";

/** By length of the second part: what each bit of the first one's sum adds. A workload has payloads of few lengths. */
const carried = new Map<number, Uint32Array>();
const mostLengths = 16;

/** CRC-32 of two parts, one after the other, from the CRC-32 of each; `bytes`: of the second. */
export function joinedCrc(first: number, second: number, bytes: number): number {
  const adds = carriedOver(bytes);
  let sum = second;
  for (let bit = 0; bit < 32; bit += 1) if ((first >>> bit) & 1) sum ^= adds[bit]!;
  return sum >>> 0;
}

/** A CRC is linear: what a bit of the sum so far adds to the sum at the end depends on nothing but the number of bytes between. */
function carriedOver(bytes: number): Uint32Array {
  const known = carried.get(bytes);
  if (known !== undefined) return known;
  const zeros = new Uint8Array(bytes);
  const none = crc32(zeros);
  const adds = Uint32Array.from({ length: 32 }, (_, bit) => crc32(zeros, (1 << bit) >>> 0) ^ none);
  if (carried.size >= mostLengths) carried.clear();
  carried.set(bytes, adds);
  return adds;
}
