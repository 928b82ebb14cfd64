/** The id of the shard with this index: `shardId-` and twelve digits. */
export function shardIdOf(index: number): string {
  const digits = String(Math.abs(index)).padStart(index < 0 ? 11 : 12, "0");
  return `shardId-${index < 0 ? "-" : ""}${digits}`;
}

/**
 * The index a shard id stands for, undefined if for none. The service reads the digits after the first hyphen, or all of it:
 * `shardId-000000000003`, `shard-3` and `3` are the same shard (mhart/kinesalite, checked against the live service).
 */
export function shardIndexOf(id: string): number | undefined {
  const digits = id.split("-")[1] || id;
  if (!/^\d+$/.test(digits)) return undefined;
  const index = Number(digits);
  return index < 2 ** 31 ? index : undefined;
}
