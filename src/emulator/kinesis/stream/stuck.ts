import type { Environment } from "../../environment.ts";
import type { Shard } from "./shard.ts";

/** Whether a fault keeps this shard's records from the reader that asks now. */
export function isStuck(
  { faults }: Environment,
  action: "GetRecords" | "SubscribeToShard",
  shard: Shard,
  nowMs: number,
): boolean {
  if (!faults.has("stuck-shard")) return false;
  const subject = {
    service: "kinesis",
    action,
    keys: [],
    shards: () => [shard.id],
    nowMs,
  } as const;
  return faults.hit("stuck-shard", subject) !== undefined;
}
