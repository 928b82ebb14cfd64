import type { Lane } from "./lanes.ts";
import { LongList } from "./long-list.ts";
import type { Packing } from "./packing.ts";

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
  /** Of the first send that was not refused for certain; NaN if it is not remembered. */
  sentAtMs: number;
  readonly bytes: number | undefined;
  readonly checksum: number | undefined;
  /** Whether every attempt so far was refused. */
  isRefused: boolean;
  /** Whether nobody waits for it any more. */
  isSettled: boolean;
  /** Whether it was sent before, with a payload that is not remembered any more and may be another. */
  isForgotten: boolean;
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
export const nothingSent = new LongList<SentEvent>();

/** An event of a list that is sorted by seq. */
export function findSent(events: LongList<SentEvent>, seq: number): SentEvent | undefined {
  const { last } = events;
  if (last === undefined || seq > last.seq) return undefined;
  // Where no seq is missing, an event stands as far from the end as its seq does.
  const guess = events.at(events.length - 1 - (last.seq - seq));
  if (guess?.seq === seq) return guess;
  const found = events.at(placeOfSent(events, seq));
  return found?.seq === seq ? found : undefined;
}

/** Index of the first event that is not before the seq. */
export function placeOfSent(events: LongList<SentEvent>, seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events.at(middle)!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes the fate of a named attempt; false if it has none to come. */
export function forgetAttempt(event: SentEvent, attemptId: string): boolean {
  const { more } = event;
  if (more?.attemptIds?.delete(attemptId) !== true) return false;
  if (more.attemptIds.size > 0) return true;
  delete more.attemptIds;
  if (Object.keys(more).length === 0) event.more = undefined;
  return true;
}

/** Of what few events have, only the names of attempts have a packed form. */
export function packSentEvent(form: Packing, given: SentEvent | undefined): SentEvent {
  const { attemptIds, ...others } = given?.more ?? {};
  if (Object.keys(others).length > 0) form.refuse();
  const state = form.number(
    (given?.isRefused ? 1 : 0) + (given?.isSettled ? 2 : 0) + (given?.isForgotten ? 4 : 0),
  );
  const packed = {
    seq: form.number(given?.seq ?? 0),
    index: form.number(given?.index),
    sentAtMs: form.number(given?.sentAtMs ?? 0),
    bytes: form.number(given?.bytes),
    checksum: form.number(given?.checksum),
    isRefused: (state & 1) > 0,
    isSettled: (state & 2) > 0,
    isForgotten: (state & 4) > 0,
    pending: form.number(given?.pending ?? 0),
    lane: form.lane(given?.lane),
    position: form.position(given?.position ?? ""),
    ackedAtMs: form.number(given?.ackedAtMs ?? 0),
  };
  const ids = form.list([...(attemptIds ?? [])], (id) => form.text(id ?? ""));
  return given ?? { ...packed, more: ids.length === 0 ? undefined : { attemptIds: new Set(ids) } };
}
