/** `1 shard`, `5 shards`: so many of something that makes its plural with an s. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
