import type { Lane } from "./lanes.ts";

/** A position of a lane. */
export interface Place {
  readonly lane: Lane;
  readonly position: string;
}

/** An event that was sent: what, when, and where the broker put it. */
export interface SentEvent {
  readonly seq: number;
  /** Of the first record that names one. */
  index: number | undefined;
  /** Of the first send that was not refused for certain. */
  sentAtMs: number;
  readonly bytes: number | undefined;
  readonly checksum: number | undefined;
  /** Whether every attempt so far was refused. */
  isRefused: boolean;
  /** Whether nobody waits for it any more. */
  isSettled: boolean;
  /** Attempts without a fate. */
  pending: number;
  /** Where the first acknowledgement says that it is. */
  lane: Lane | undefined;
  position: string;
  ackedAtMs: number;
  more: MoreOfEvent | undefined;
}

/** What few events have. */
export interface MoreOfEvent {
  /** Names of the attempts without a fate. */
  attemptIds?: Set<string>;
  /** Other payloads that it was sent with: any may arrive. */
  payloads?: Pick<SentEvent, "bytes" | "checksum">[];
  /** Other places that later acknowledgements name. */
  places?: Place[];
  /** Where it was delivered from, by application, once there is more than one place. */
  seen?: Set<string>;
}

/** What a truck has before it has sent anything. */
export const nothingSent: readonly SentEvent[] = [];

/** An event of a list that is sorted by seq. */
export function findSent(events: readonly SentEvent[], seq: number): SentEvent | undefined {
  const last = events[events.length - 1];
  if (last === undefined || seq > last.seq) return undefined;
  // Where no seq is missing, an event stands as far from the end as its seq does.
  const guess = events[events.length - 1 - (last.seq - seq)];
  if (guess?.seq === seq) return guess;
  const found = events[placeOfSent(events, seq)];
  return found?.seq === seq ? found : undefined;
}

/** Index of the first event that is not before the seq. */
export function placeOfSent(events: readonly SentEvent[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
