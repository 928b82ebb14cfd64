/** The parts of an event that a sentence of evidence names; what is unknown is left out. */
export interface Told {
  readonly key: string;
  readonly seq: number;
  readonly lane?: string | undefined;
  readonly position?: string | undefined;
  readonly atMs?: number | undefined;
  readonly consumer?: string | undefined;
}

/** An event in words: `truck_7 #12 (shard-1, position 4711, consumer c2, at 1250.5 ms)`. */
export function eventText(event: Told): string {
  const { key, seq, lane, position, consumer, atMs } = event;
  const parts = [
    lane,
    position === undefined ? undefined : `position ${position}`,
    consumer === undefined ? undefined : `consumer ${consumer}`,
    atMs === undefined ? undefined : `at ${Number(atMs.toFixed(3))} ms`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? `${key} #${seq}` : `${key} #${seq} (${parts.join(", ")})`;
}
