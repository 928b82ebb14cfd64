/**
 * How many shards a plan takes so that none is asked for more than it has: with the spread that MD5 really gives these keys, and
 * with an even spread for comparison. Both count what falls due in any rolling second against 1,000 records and 1 MB
 * (KDG/service-sizes-and-limits), with records of single puts rounded up to 1 KB (KDG/troubleshooting-producers).
 */
import { createHash } from "node:crypto";

import type { PlannedEvent } from "../workload/event.ts";

const recordsPerSecond = 1000;
const bytesPerSecond = 1024 * 1024;
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

export function shardsNeeded(load: Load): ShardsNeeded {
  const all = peak(load.events, load);
  const forAnEvenSpread = Math.max(
    1,
    Math.ceil(Math.max(all.records / recordsPerSecond, all.bytes / bytesPerSecond)),
  );
  const perTruck = Map.groupBy(load.events, ({ truckId }) => truckId);
  if ([...perTruck.values()].some((events) => !fits(peak(events, load)))) {
    return { forTheseKeys: undefined, forAnEvenSpread };
  }
  const hashes = new Map([...perTruck.keys()].map((truckId) => [truckId, keyHash(truckId)]));
  for (let shards = forAnEvenSpread; shards <= mostShards; shards += 1) {
    const perShard = Map.groupBy(load.events, ({ truckId }) =>
      shardIndex(hashes.get(truckId)!, shards),
    );
    if ([...perShard.values()].every((events) => fits(peak(events, load)))) {
      return { forTheseKeys: shards, forAnEvenSpread };
    }
  }
  return { forTheseKeys: undefined, forAnEvenSpread };
}

/** A partition key as Kinesis hashes it: MD5 as a 128-bit number (K-SDK PutRecord). */
function keyHash(key: string): bigint {
  return BigInt(`0x${createHash("md5").update(key).digest("hex")}`);
}

/** The shard that owns a hash after CreateStream splits the range evenly. */
function shardIndex(hash: bigint, shards: number): number {
  return Number((hash * BigInt(shards)) >> 128n);
}

interface Peak {
  readonly records: number;
  readonly bytes: number;
}

function fits({ records, bytes }: Peak): boolean {
  return records <= recordsPerSecond && bytes <= bytesPerSecond;
}

/** The most records and bytes that fall due within any one window. */
function peak(events: readonly PlannedEvent[], { recordBytes }: Load): Peak {
  let first = 0;
  let bytes = 0;
  let most = { records: 0, bytes: 0 };
  for (const [index, event] of events.entries()) {
    bytes += recordBytes(event);
    while (events[first]!.dueMs <= event.dueMs - windowMs) {
      bytes -= recordBytes(events[first]!);
      first += 1;
    }
    most = {
      records: Math.max(most.records, index - first + 1),
      bytes: Math.max(most.bytes, bytes),
    };
  }
  return most;
}
