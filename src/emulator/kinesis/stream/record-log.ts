/**
 * The records of one shard, in the order they were accepted. They live as bytes in segments outside the JavaScript heap, about
 * 24 bytes of bookkeeping each, so that ten million small ones fit in a few GiB; trimming drops whole segments.
 */
export interface LogRecord {
  readonly arrivedMs: number;
  readonly partitionKey: string;
  /** Base64. */
  readonly data: string;
}

const segmentBytes = 256 * 1024;
const firstSegmentBytes = 4096;

interface Segment {
  readonly firstIndex: number;
  buffer: Buffer;
  /** Where each record's key ends and where its data ends; it starts where its predecessor's data ends. */
  readonly keyEnds: number[];
  readonly dataEnds: number[];
  readonly arrivedMs: number[];
}

export class RecordLog {
  readonly #segments: Segment[] = [];
  #firstIndex = 0;
  #endIndex = 0;
  /** The segment looked into last: reads are mostly sequential. */
  #lastFound: Segment | undefined;

  /** Index of the oldest record that is still kept. */
  get firstIndex(): number {
    return this.#firstIndex;
  }

  /** Index that the next record will have. */
  get endIndex(): number {
    return this.#endIndex;
  }

  /** Adds a record (data as base64 or bytes) and gives its index. Arrivals must not go backwards. */
  append(
    arrivedMs: number,
    partitionKey: string,
    data: string | Uint8Array,
    bytes: number,
  ): number {
    const segment = this.#segmentFor(bytes);
    const start = segment.dataEnds.at(-1) ?? 0;
    const keyEnd = start + segment.buffer.write(partitionKey, start, "utf8");
    if (typeof data === "string") segment.buffer.write(data, keyEnd, "base64");
    else segment.buffer.set(data, keyEnd);
    segment.keyEnds.push(keyEnd);
    segment.dataEnds.push(start + bytes);
    segment.arrivedMs.push(arrivedMs);
    this.#endIndex += 1;
    return this.#endIndex - 1;
  }

  read(index: number): LogRecord {
    const segment = this.#segmentOf(index);
    const at = index - segment.firstIndex;
    const start = at === 0 ? 0 : (segment.dataEnds[at - 1] ?? 0);
    const keyEnd = segment.keyEnds[at] ?? 0;
    return {
      arrivedMs: segment.arrivedMs[at] ?? 0,
      partitionKey: segment.buffer.toString("utf8", start, keyEnd),
      data: segment.buffer.toString("base64", keyEnd, segment.dataEnds[at]),
    };
  }

  /** Bytes of a record, its partition key counted. */
  bytesOf(index: number): number {
    const segment = this.#segmentOf(index);
    const at = index - segment.firstIndex;
    return (segment.dataEnds[at] ?? 0) - (at === 0 ? 0 : (segment.dataEnds[at - 1] ?? 0));
  }

  arrivedMsOf(index: number): number {
    const segment = this.#segmentOf(index);
    return segment.arrivedMs[index - segment.firstIndex] ?? 0;
  }

  /** Index of the first kept record that arrived at this instant or later; the end if there is none. */
  indexAtOrAfter(instantMs: number): number {
    let low = this.#firstIndex;
    let high = this.#endIndex;
    if (high > low && this.arrivedMsOf(high - 1) < instantMs) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.arrivedMsOf(middle) < instantMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets the records that arrived before this instant. */
  trim(horizonMs: number): void {
    while (this.#firstIndex < this.#endIndex && this.arrivedMsOf(this.#firstIndex) < horizonMs) {
      this.#firstIndex += 1;
      const next = this.#segments[1]?.firstIndex ?? this.#endIndex;
      if (this.#firstIndex >= next) {
        this.#segments.shift();
        this.#lastFound = undefined;
      }
    }
  }

  #segmentFor(bytes: number): Segment {
    const last = this.#segments.at(-1);
    const used = last?.dataEnds.at(-1) ?? 0;
    if (last !== undefined && used + bytes <= last.buffer.length) return last;
    if (last !== undefined && used + bytes <= segmentBytes) {
      const size = Math.min(segmentBytes, Math.max(2 * last.buffer.length, used + bytes));
      const larger = Buffer.allocUnsafeSlow(size);
      last.buffer.copy(larger, 0, 0, used);
      last.buffer = larger;
      return last;
    }
    const size = Math.max(bytes, last === undefined ? firstSegmentBytes : segmentBytes);
    const segment: Segment = {
      firstIndex: this.#endIndex,
      buffer: Buffer.allocUnsafeSlow(size),
      keyEnds: [],
      dataEnds: [],
      arrivedMs: [],
    };
    this.#segments.push(segment);
    return segment;
  }

  #segmentOf(index: number): Segment {
    const last = this.#lastFound;
    if (last !== undefined && index >= last.firstIndex) {
      if (index - last.firstIndex < last.arrivedMs.length) return last;
    }
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#segments[middle]?.firstIndex ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const segment = this.#segments[low];
    if (segment === undefined) throw new RangeError(`no record at index ${index}`);
    this.#lastFound = segment;
    return segment;
  }
}
