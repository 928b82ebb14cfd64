/**
 * Sequence numbers: decimal strings of 56 digits, laid out as AWS's are (mhart/kinesalite db/index.js). From the most significant
 * hex digit on they hold: a mark, the second the shard was created, the low digit of its index, the record's place in the shard,
 * two zeros, the second the record arrived, the shard's index, and a version. So within a shard they grow in log order, and a
 * child shard's, being created a second after its parents were closed, are greater than all of theirs. Compare them with BigInt
 * (facts/aws.md 1.1).
 *
 * The place can be read back, so a log needs to store no sequence numbers.
 */
const secondBits = 36n;
const versionAndShardBits = 36n;
const placeShift = versionAndShardBits + secondBits + 8n;
const betweenShift = versionAndShardBits + secondBits;
const placeBits = 64n;
const shardDigitShift = placeShift + placeBits;
const createdShift = shardDigitShift + 4n;
const markShift = createdShift + 36n;
const placeMask = (1n << placeBits) - 1n;
const secondMask = (1n << secondBits) - 1n;
const indexMask = (1n << 32n) - 1n;
/** The place in the number that ends a closed shard. */
const lastPlace = (1n << 63n) - 1n;
/** Where the older of the two long layouts has the second of arrival. */
const oldSecondShift = 100n;
/** The second from which on the service calls a number invalid. */
const endOfTimeS = 16_025_175_000n;

/** The sequence numbers of one shard. */
export class SequenceNumbers {
  readonly #base: bigint;
  readonly #createdSecond: number;
  #second = -1;
  #secondPart = 0n;

  constructor(shardIndex: number, createdSecond: number) {
    this.#createdSecond = createdSecond;
    this.#base =
      (2n << markShift) |
      (BigInt(createdSecond) << createdShift) |
      (BigInt(shardIndex & 15) << shardDigitShift) |
      (BigInt(shardIndex) << 4n) |
      2n;
  }

  /** The sequence number of the record at this place of the shard (the first record's place is 1) that arrived at this instant. */
  at(place: number, arrivedMs: number): string {
    return (this.#inSecond(arrivedMs) + (BigInt(place) << placeShift)).toString();
  }

  /**
   * A number above that of the record at this place and below any later record's: where a subscription goes on. The live service
   * gives such numbers, no record's own (LocalStack's test_subscribe_to_shard, recorded 2025-08); here one of the two zeros is not.
   */
  between(place: number, instantMs: number): string {
    const number = this.#inSecond(instantMs) + (BigInt(place) << placeShift);
    return (number + (1n << betweenShift)).toString();
  }

  /** The number that ends the shard, greater than any record's. */
  end(closedMs: number): string {
    return (this.#inSecond(closedMs) + (lastPlace << placeShift)).toString();
  }

  #inSecond(instantMs: number): bigint {
    const second = Math.max(Math.floor(instantMs / 1000), this.#createdSecond);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondPart = this.#base + (BigInt(second) << versionAndShardBits);
    }
    return this.#secondPart;
  }
}

/** What a sequence number says: of its three layouts the service still reads the older two. */
export interface SequenceNumberParts {
  readonly version: 0 | 1 | 2;
  readonly createdSecond: number;
  readonly shardIndex: number;
  /** The second the record arrived; the oldest layout has none. */
  readonly arrivedSecond?: number;
  /** The record's place in its shard, the first one's is 1; only the newest layout says it. */
  readonly place?: number;
  /** Whether it is the number that ends a shard: the greatest there is. */
  readonly isLast?: boolean;
}

/** Reads a sequence number; undefined if the service calls it invalid. */
export function parseSequenceNumber(text: string): SequenceNumberParts | undefined {
  const value = BigInt(text);
  if (value < 1n << 129n) return parseOldest(value);
  if (value <= 1n << 185n || value >= 3n << 184n) return undefined;
  const version = Number(value & 15n);
  if (version !== 1 && version !== 2) return undefined;
  const created = (value >> createdShift) & secondMask;
  const parts = {
    createdSecond: Number(created),
    shardIndex: Number(BigInt.asIntN(32, (value >> 4n) & indexMask)),
  };
  if (version === 1) {
    return { version, ...parts, arrivedSecond: Number((value >> oldSecondShift) & secondMask) };
  }
  const place = (value >> placeShift) & placeMask;
  if (created >= endOfTimeS || place > lastPlace) return undefined;
  const arrivedSecond = Number((value >> versionAndShardBits) & secondMask);
  return {
    version,
    ...parts,
    arrivedSecond,
    place: Math.min(Number(place), Number.MAX_SAFE_INTEGER),
    ...(place === lastPlace && { isLast: true }),
  };
}

/** The layout of 128 bits: a mark, the second of creation, and the shard in the last four digits. A smaller number lacks the mark. */
function parseOldest(small: bigint): SequenceNumberParts | undefined {
  const mark = 1n << 124n;
  const value = small < mark ? small + mark : small;
  const created = (value >> 88n) & secondMask;
  if (created >= endOfTimeS) return undefined;
  return { version: 0, createdSecond: Number(created), shardIndex: Number(value & 0xffffn) };
}
