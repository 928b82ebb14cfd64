/**
 * What happened to each event that is not done yet: its send, its acknowledgement, what consumers had of it, and the checkpoint that went
 * past it. When an event turns out to be missed, it may be long ago. Memory: a few records of each event under way, of a key at most 64
 * events, the oldest.
 */
import type { AckRecord, CommitRecord, DeliveryRecord, HistoryRecord } from "../history/record.ts";
import { isAfter, isDecimal } from "../verify/position.ts";

const mostStories = 64;
/** Of one event: many are sent or received again and again. */
const mostRecords = 12;
const mostUnusual = 8;
/** Sent, acknowledged, received, begun: an event that nothing happened to has one record of each, before its effect. */
const usual: readonly HistoryRecord["type"][] = ["send", "ack", "delivery", "start"];

/** Of one event. */
export interface Unfinished {
  readonly seq: number;
  readonly records: HistoryRecord[];
  /** From where a consumer received it. */
  lane: string | undefined;
  isPassed: boolean;
  /** Where there are several applications, those that are done with it. */
  doneBy?: Set<string>;
}

/** The unfinished events of one key, by seq, and what is worth remembering of those that are done. */
export interface UnfinishedOfKey {
  readonly bySeq: Map<number, Unfinished>;
  /** With its effect an event may show that something is wrong. */
  lastDone: Unfinished | undefined;
  /** Those done last that were refused, given up, or sent or received more than once. */
  readonly unusual: Unfinished[];
}

export function noneUnfinished(): UnfinishedOfKey {
  return { bySeq: new Map(), lastDone: undefined, unusual: [] };
}

/** A record about an event of a key. */
export type EventRecord = Extract<HistoryRecord, { readonly key: string; readonly seq: number }>;

export class UnfinishedEvents {
  /** Received and not done, by application and lane, with their positions: those that a checkpoint may go past. */
  readonly #inHand = new Map<string, Map<Unfinished, string>>();

  /** `appCount`: how many applications are to be done with it. */
  add(record: EventRecord, stories: UnfinishedOfKey, appCount: number): void {
    const { seq } = record;
    const { bySeq } = stories;
    let story = bySeq.get(seq);
    if (record.type === "effect" || record.type === "dead-letter" || record.type === "discard") {
      if (story === undefined) return;
      this.#inHand.get(`${record.app} ${story.lane}`)?.delete(story);
      stories.lastDone = story;
      if (isUnusual(story)) {
        stories.unusual.push(story);
        if (stories.unusual.length > mostUnusual) stories.unusual.shift();
      }
      if (isDoneByAll(story, record.app, appCount)) bySeq.delete(seq);
      return;
    }
    if (story === undefined) {
      if (record.type !== "send" || bySeq.size >= mostStories) return;
      story = { seq, records: [], lane: undefined, isPassed: false };
      bySeq.set(seq, story);
    }
    if (story.records.length < mostRecords) story.records.push(record);
    if (record.type === "delivery") this.#receive(record, story);
  }

  /** A checkpoint: what it goes past and is not done has it in its story. */
  pass(commit: CommitRecord): void {
    const { app, lane, position } = commit;
    for (const [story, at] of this.#inHand.get(`${app} ${lane}`) ?? []) {
      if (story.isPassed || isAfter(at, position)) continue;
      story.isPassed = true;
      story.records.push(commit);
    }
  }

  #receive({ app, lane, position }: DeliveryRecord, story: Unfinished): void {
    story.lane = lane;
    if (!isDecimal(position)) return;
    const name = `${app} ${lane}`;
    const inHand = this.#inHand.get(name) ?? new Map<Unfinished, string>();
    this.#inHand.set(name, inHand.set(story, position));
  }
}

/** Now that this application is done with it. */
function isDoneByAll(story: Unfinished, app: string, appCount: number): boolean {
  if (appCount < 2) return true;
  story.doneBy = (story.doneBy ?? new Set()).add(app);
  return story.doneBy.size >= appCount;
}

function isUnusual({ records }: Unfinished): boolean {
  if (records.length > usual.length) return true;
  return records.some(({ type }) => !usual.includes(type));
}

/** What is remembered of an event. */
export function recordsOf(
  { bySeq, lastDone, unusual }: UnfinishedOfKey,
  seq: number | undefined,
): readonly HistoryRecord[] {
  if (seq === undefined) return [];
  if (lastDone?.seq === seq) return lastDone.records;
  const story = bySeq.get(seq) ?? unusual.find((one) => one.seq === seq);
  return story?.records ?? [];
}

/** The lanes that a story is about. */
export function lanesOf(records: readonly HistoryRecord[]): ReadonlySet<string> {
  const placed = records.filter(
    (record): record is AckRecord | DeliveryRecord =>
      record.type === "ack" || record.type === "delivery",
  );
  return new Set(placed.map(({ lane }) => lane));
}
