/** `1 shard`, `5 shards`: so many of something that makes its plural with an s. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `1 event was`, `5 events were`: so many of something, with a verb that goes with it. */
export function countedAs(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}
