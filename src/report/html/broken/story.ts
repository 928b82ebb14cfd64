/** A broken truck's events in three orders: as sent, as in the log, as their effects were done. */
import type { BrokenKey, HistoryRecord } from "../../../result/run-result.ts";

const mostEvents = 9;

type Of<Type extends HistoryRecord["type"]> = Extract<HistoryRecord, { readonly type: Type }>;

export interface Story {
  /** In the order meant: by seq. */
  readonly sent: readonly number[];
  /** In the order of the log; an event that is not known to be in it is missing. Where there is none, as received. */
  readonly log: readonly LogPlace[];
  readonly hasLog: boolean;
  /** In order of time; one that was done twice is there twice. */
  readonly effects: readonly Done[];
  readonly marks: readonly Mark[];
  /** What went wrong with a send, by seq: the last of it. */
  readonly troubles: ReadonlyMap<number, string>;
}

export interface LogPlace {
  readonly seq: number;
  readonly lane: string;
}

export interface Done {
  readonly seq: number;
  readonly consumer: string;
  readonly atMs: number;
}

/** A crash or a pause, before the effect of this index; a reshard, before the place in the log. */
export interface Mark {
  readonly what: "crash" | "pause" | "reshard";
  readonly before: number;
  readonly text: string;
}

export function storyOf(broken: BrokenKey): Story {
  const chosen = nearestEvents(broken);
  const isChosen = (record: HistoryRecord): boolean => "seq" in record && chosen.has(record.seq!);
  const records = broken.records.filter(isChosen);
  const effects = records
    .filter((record): record is Of<"effect"> => record.type === "effect")
    .map(({ seq, consumer, atMs }) => ({ seq, consumer, atMs }));
  const hasLog = isNumbered(records);
  const places = logPlaces(records, hasLog);
  const marks = broken.records.flatMap((record): readonly Mark[] => {
    if (record.type === "crash" || record.type === "pause") {
      const before = effects.filter(({ atMs }) => atMs < record.atMs).length;
      const text = `${record.consumer} ${record.type === "crash" ? "crashes" : "stands still"}`;
      return [{ what: record.type, before, text }];
    }
    if (record.type !== "reshard") return [];
    const before = places.filter(({ atMs }) => atMs < record.atMs).length;
    return [{ what: "reshard", before, text: "reshard" }];
  });
  return {
    sent: [...chosen].toSorted((a, b) => a - b),
    log: places.map(({ seq, lane }) => ({ seq, lane })),
    hasLog,
    effects,
    marks,
    troubles: new Map(records.flatMap(troubleOf)),
  };
}

function troubleOf(record: HistoryRecord): readonly (readonly [seq: number, text: string])[] {
  if (record.type === "throttle" && record.seq !== undefined) return [[record.seq, "throttled"]];
  if (record.type === "uncertain") return [[record.seq, "no answer"]];
  if (record.type !== "refused") return [];
  return [[record.seq, isThrottle(record.reason) ? "throttled" : "refused"]];
}

/** By the names that AWS has for it. */
function isThrottle(reason: string): boolean {
  return /throttl|throughputexceeded/i.test(reason);
}

/** The event that is wrong, the one it is wrong against, and those whose records are nearest to theirs. */
function nearestEvents({ records, seq, otherSeq }: BrokenKey): ReadonlySet<number> {
  const ours = new Set([seq, ...(otherSeq === undefined ? [] : [otherSeq])]);
  const seqOf = (record: HistoryRecord): number | undefined =>
    "seq" in record && record.seq !== undefined && record.seq >= 0 ? record.seq : undefined;
  const centres = records.flatMap((record, index) =>
    ours.has(seqOf(record) ?? -1) ? [index] : [],
  );
  const distance = (index: number): number =>
    Math.min(records.length, ...centres.map((centre) => Math.abs(centre - index)));
  const ranked = records
    .flatMap((record, index) => {
      const one = seqOf(record);
      return one === undefined ? [] : [{ seq: one, distance: distance(index) }];
    })
    .toSorted((a, b) => a.distance - b.distance);
  return new Set([...ours, ...ranked.map((one) => one.seq)].filter(unique).slice(0, mostEvents));
}

function unique(seq: number, index: number, all: readonly number[]): boolean {
  return seq >= 0 && all.indexOf(seq) === index;
}

interface Placed extends LogPlace {
  readonly atMs: number;
  readonly position: string;
}

/** By position where all are of one log; else by the time when they were first heard of. */
function logPlaces(records: readonly HistoryRecord[], hasLog: boolean): readonly Placed[] {
  const places = new Map<string, Placed>();
  for (const record of records) {
    const place = placeIn(record, hasLog);
    const name = `${place?.seq} ${place?.lane} ${place?.position}`;
    if (place !== undefined && !places.has(name)) places.set(name, place);
  }
  const all = [...places.values()];
  const isOneLog = hasLog && new Set(all.map(({ lane }) => lane)).size <= 1;
  if (!isOneLog) return all.toSorted((a, b) => a.atMs - b.atMs);
  return all.toSorted((a, b) => (BigInt(a.position) < BigInt(b.position) ? -1 : 1));
}

/** What a record says of an event's place in the log; the acknowledgement of an event says nothing of when it was received. */
function placeIn(record: HistoryRecord, hasLog: boolean): Placed | undefined {
  if (record.type === "ack") return hasLog ? record : undefined;
  if (record.type === "delivery") return record;
  if (record.type !== "start" && record.type !== "effect") return undefined;
  const { seq, lane, position, atMs } = record;
  if (lane === undefined || position === undefined) return undefined;
  return { seq, lane, position, atMs };
}

/** Sequence numbers are numbers; the ids of a standard queue have no order. */
function isNumbered(records: readonly HistoryRecord[]): boolean {
  return records.every((record) => !("position" in record) || /^\d+$/.test(record.position ?? "0"));
}
