/**
 * Sequence numbers: decimal strings of 56 digits, as AWS's look. From the most significant hex digit on they hold: a mark, the
 * second the shard was created, the low digit of its index, the record's place in the shard, two zeros, the second the record
 * arrived, the shard's index, and a version. So within a shard they grow in log order, and a child shard's, being created at
 * least a second after its parents, are greater than all of theirs. Compare them with BigInt (facts/aws.md 1.1).
 *
 * The place can be read back, so a log needs to store no sequence numbers.
 */
const versionAndShardBits = 36n;
const secondBits = 36n;
const placeShift = versionAndShardBits + secondBits + 8n;
const placeBits = 64n;
const shardDigitShift = placeShift + placeBits;
const createdShift = shardDigitShift + 4n;
const markShift = createdShift + 36n;
const placeMask = (1n << placeBits) - 1n;
const secondMask = (1n << secondBits) - 1n;

/** The sequence numbers of one shard. */
export class SequenceNumbers {
  readonly #base: bigint;
  #second = -1;
  #secondPart = 0n;

  constructor(shardIndex: number, createdSecond: number) {
    this.#base =
      (2n << markShift) |
      (BigInt(createdSecond) << createdShift) |
      (BigInt(shardIndex & 15) << shardDigitShift) |
      (BigInt(shardIndex) << 4n) |
      2n;
  }

  /** The sequence number of the record at this place of the shard (the first record's place is 1) that arrived at this instant. */
  at(place: number, arrivedMs: number): string {
    const second = Math.floor(arrivedMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondPart = this.#base + (BigInt(second) << versionAndShardBits);
    }
    return (this.#secondPart + (BigInt(place) << placeShift)).toString();
  }

  /** The place in the shard that a sequence number stands for; undefined if it is not one of this shard's. */
  placeOf(sequenceNumber: string): number | undefined {
    const value = BigInt(sequenceNumber);
    const place = (value >> placeShift) & placeMask;
    const second = (value >> versionAndShardBits) & secondMask;
    const rest = value - (place << placeShift) - (second << versionAndShardBits);
    return rest === this.#base ? Number(place) : undefined;
  }
}
