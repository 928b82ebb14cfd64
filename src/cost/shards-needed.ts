/**
 * How many shards a plan takes so that none is asked for more than it has: with the spread that MD5 really gives these keys, and
 * with an even spread for comparison. Both count what falls due in any rolling second against 1,000 records and 1 MB
 * (KDG/service-sizes-and-limits), with records of single puts rounded up to 1 KB (KDG/troubleshooting-producers).
 */
import { md5Hex } from "../emulator/md5.ts";
import type { PlannedEvent } from "../workload/event.ts";
import { shardBytesPerS, shardRecordsPerS } from "./quotas.ts";

const windowMs = 1100;
const mostShards = 2000;

export interface ShardsNeeded {
  /** Undefined when not even 2,000 shards are enough: a single truck is too much for a shard. */
  readonly forTheseKeys: number | undefined;
  readonly forAnEvenSpread: number;
}

export interface Load {
  readonly events: readonly PlannedEvent[];
  readonly recordBytes: (event: PlannedEvent) => number;
}

export function shardsNeeded({ events, recordBytes }: Load): ShardsNeeded {
  const trucks = new Map<string, number>();
  const plan = rowsOf({ events, recordBytes }, trucks);
  const all = peak(plan);
  const forAnEvenSpread = Math.max(
    1,
    Math.ceil(Math.max(all.records / shardRecordsPerS, all.bytes / shardBytesPerS)),
  );
  if (!fit(plan, Int32Array.from(trucks.values()), trucks.size)) {
    return { forTheseKeys: undefined, forAnEvenSpread };
  }
  const names = [...trucks.keys()];
  const places = Float64Array.from(names, keyPlace);
  for (let shards = forAnEvenSpread; shards <= mostShards; shards += 1) {
    const shardOf = Int32Array.from(places, (place, at) => shardIndex(place, names[at]!, shards));
    if (fit(plan, shardOf, shards)) return { forTheseKeys: shards, forAnEvenSpread };
  }
  return { forTheseKeys: undefined, forAnEvenSpread };
}

/** A plan's events in columns, in order of their due times; each truck by its number. */
interface Rows {
  readonly dueMs: Float64Array;
  readonly bytes: Float64Array;
  readonly truck: Int32Array;
}

/** In one pass: there may be a million events, each somewhere else in memory. Trucks are given the next numbers. */
function rowsOf({ events, recordBytes }: Load, trucks: Map<string, number>): Rows {
  const { length } = events;
  const rows = {
    dueMs: new Float64Array(length),
    bytes: new Float64Array(length),
    truck: new Int32Array(length),
  };
  for (const [at, event] of events.entries()) {
    rows.dueMs[at] = event.dueMs;
    rows.bytes[at] = recordBytes(event);
    rows.truck[at] = indexIn(trucks, event.truckId);
  }
  return rows;
}

function indexIn(known: Map<string, number>, name: string): number {
  const index = known.get(name) ?? known.size;
  if (index === known.size) known.set(name, index);
  return index;
}

const firstDigits = 10;
/** As many numbers as these digits can say, 2^40: times any number of shards they are whole numbers still. */
const firstRange = 1_099_511_627_776;

/** The first 10 of 32 hex digits of a partition key as Kinesis hashes it: MD5 as a 128-bit number (K-SDK PutRecord). */
function keyPlace(key: string): number {
  return Number.parseInt(md5Hex(key).slice(0, firstDigits), 16);
}

/** The shard that owns a key after CreateStream splits the range evenly. */
function shardIndex(place: number, key: string, shards: number): number {
  const index = Math.floor((place * shards) / firstRange);
  if (index === Math.floor(((place + 1) * shards) / firstRange)) return index;
  // A bound between two shards is nearer than the first digits tell.
  return Number((BigInt(`0x${md5Hex(key)}`) * BigInt(shards)) >> 128n);
}

interface Peak {
  readonly records: number;
  readonly bytes: number;
}

/** The most records and bytes that fall due within any one window. */
function peak({ dueMs, bytes }: Rows): Peak {
  let first = 0;
  let sum = 0;
  const most = { records: 0, bytes: 0 };
  for (let index = 0; index < dueMs.length; index += 1) {
    sum += bytes[index]!;
    for (; dueMs[first]! <= dueMs[index]! - windowMs; first += 1) sum -= bytes[first]!;
    most.records = Math.max(most.records, index - first + 1);
    most.bytes = Math.max(most.bytes, sum);
  }
  return most;
}

/** Whether no part of the trucks, each of which is in the one that `partOf` says, is too much for a shard in any window. */
function fit({ dueMs, bytes, truck }: Rows, partOf: Int32Array, parts: number): boolean {
  const inWindow = { records: new Int32Array(parts), bytes: new Float64Array(parts) };
  let first = 0;
  for (let index = 0; index < dueMs.length; index += 1) {
    for (; dueMs[first]! <= dueMs[index]! - windowMs; first += 1) {
      const left = partOf[truck[first]!]!;
      inWindow.records[left]! -= 1;
      inWindow.bytes[left]! -= bytes[first]!;
    }
    const part = partOf[truck[index]!]!;
    inWindow.records[part]! += 1;
    inWindow.bytes[part]! += bytes[index]!;
    if (inWindow.records[part]! > shardRecordsPerS) return false;
    if (inWindow.bytes[part]! > shardBytesPerS) return false;
  }
  return true;
}
