/**
 * What happened to a key around the place where its order broke: the records that a timeline shows.
 *
 * Method: of each key the last records are remembered; when something is found wrong with it they are kept, and the next ones too. An
 * event that is missed is suspected as soon as a later one comes, or is done, instead, so that the records around it are still there when
 * the end of the history shows that it was lost. Of the first keys more is remembered: acknowledgements, effects and throttled sends for
 * longer, and what is not done yet from its send on (see unfinished.ts): what is about the events in question belongs to the story,
 * however much came between. Memory: a few records per key of the first 2,000 keys, others are not followed; kept are a few keys of each
 * kind of anomaly.
 */
import type {
  AckRecord,
  CrashRecord,
  DeliveryRecord,
  EffectRecord,
  HistoryRecord,
  HistorySink,
  LeaseRecord,
  PauseRecord,
  ReshardRecord,
  ThrottleRecord,
} from "../history/record.ts";
import {
  type EventRecord,
  lanesOf,
  noneUnfinished,
  recordsOf,
  UnfinishedEvents,
  type UnfinishedOfKey,
} from "./unfinished.ts";

/** Records before and after the place, each. */
const around = 14;
const mostKeys = 2000;
/** Keys whose acknowledgements and effects are remembered for longer, and how many of each. */
const mostOutlined = 200;
const outlined = 48;
const mostPerKind = 3;
const mostSuspicions = 200;
const mostRunRecords = 200;

/** Nothing came of the event: what is there of it lies where it was missed. `undone`: it is not known what became of it. */
const missed: ReadonlySet<string> = new Set(["lost", "unprocessed", "unseen", "undone"]);
/** Of an event that nothing came after: events done before it, and events behind it. */
const mostBefore = 2;
const mostBehind = 2;

/** A found anomaly, and what is kept for its story. */
interface Kept {
  readonly found: Found;
  /** From before: what is remembered of the events in question, and the last acknowledgements. */
  readonly before: readonly HistoryRecord[];
  readonly window: Window;
}

/** One piece of evidence, as far as it is needed here. */
interface Found {
  readonly kind: string;
  readonly key: string;
  readonly seq: number;
  readonly otherSeq?: number;
  readonly detail: string;
}

/** The history of one key around one anomaly, in order; crashes, pauses, reshards and leases that change hands in that time among it. */
export interface BrokenKey {
  readonly kind: string;
  readonly key: string;
  /** The event that is wrong, and the event that it is wrong against. */
  readonly seq: number;
  readonly otherSeq?: number;
  readonly detail: string;
  readonly records: readonly HistoryRecord[];
}

type Outlined = AckRecord | EffectRecord | ThrottleRecord;

/** What happens to consumers and lanes. */
type RunRecord = CrashRecord | LeaseRecord | PauseRecord | ReshardRecord;

interface Window {
  readonly records: HistoryRecord[];
  left: number;
}

interface FollowedKey {
  /** The last records. */
  readonly recent: HistoryRecord[];
  /** Whether it is one of the first keys: of others there is neither an outline nor what is unfinished. */
  readonly isOutlined: boolean;
  /** The last acknowledgements, effects and throttled sends. */
  readonly outline: { acks: AckRecord[]; effects: EffectRecord[]; throttles: ThrottleRecord[] };
  readonly unfinished: UnfinishedOfKey;
  /** Still being filled. */
  readonly open: Set<Window>;
  /** Per application, the highest seq that was delivered; that was done. */
  readonly highest: Map<string, number>;
  readonly highestDone: Map<string, number>;
  /** Windows around events that seemed to be missed, by seq. */
  readonly suspicions: Map<number, Window>;
}

function fillWindows(open: Set<Window>, record: HistoryRecord): void {
  for (const window of open) {
    window.records.push(record);
    window.left -= 1;
    if (window.left === 0) open.delete(window);
  }
}

export class BrokenKeys implements HistorySink {
  readonly #keys = new Map<string, FollowedKey>();
  readonly #found = new Map<string, Kept[]>();
  readonly #runRecords: RunRecord[] = [];
  readonly #unfinished = new UnfinishedEvents();
  #suspicions = 0;

  readonly add = (record: HistoryRecord): void => {
    if (isOfRun(record)) {
      if (this.#runRecords.length < mostRunRecords) this.#runRecords.push(record);
      return;
    }
    if (record.type === "commit" && record.scope === "through") {
      this.#unfinished.pass(record);
      return;
    }
    if (!("key" in record) || record.key === undefined) return;
    const key = this.#follow(record.key);
    if (key === undefined || isThrottledAgain(record, key.recent.at(-1))) return;
    key.recent.push(record);
    if (key.recent.length > around) key.recent.shift();
    fillWindows(key.open, record);
    if (key.isOutlined) {
      remember(key, record);
      if (isOfEvent(record)) this.#unfinished.add(record, key.unfinished, key.highest.size);
    }
    if (record.type === "delivery") this.#suspect(key, key.highest, record);
    if (record.type === "effect") this.#suspect(key, key.highestDone, record);
  };

  /** Something was found to be wrong: in the middle of the record that shows it, or at the end of the history. */
  found(found: Found): void {
    const ofKind = this.#found.get(found.kind) ?? [];
    this.#found.set(found.kind, ofKind);
    const isKnown = ofKind.some((one) => one.found.key === found.key);
    const key = this.#keys.get(found.key);
    if (ofKind.length >= mostPerKind || isKnown || key === undefined) return;
    ofKind.push(keptOf(found, key));
  }

  close(): readonly BrokenKey[] {
    return [...this.#found.values()].flat().map(({ found, before, window }) => {
      const { kind, key, seq, otherSeq, detail } = found;
      const records = joined(before, window, found);
      const meanwhile = this.#runRecords.filter((record) => isMeanwhile(record, records, kind));
      return {
        kind,
        key,
        seq,
        ...(otherSeq !== undefined && { otherSeq }),
        detail,
        // The sort is stable: what happened at one time stays in its order.
        records: [...records, ...meanwhile].sort((a, b) => a.atMs - b.atMs),
      };
    });
  }

  #follow(name: string): FollowedKey | undefined {
    let key = this.#keys.get(name);
    if (key === undefined && this.#keys.size < mostKeys) {
      key = {
        recent: [],
        isOutlined: this.#keys.size < mostOutlined,
        outline: { acks: [], effects: [], throttles: [] },
        unfinished: noneUnfinished(),
        open: new Set(),
        highest: new Map(),
        highestDone: new Map(),
        suspicions: new Map(),
      };
      this.#keys.set(name, key);
    }
    return key;
  }

  /** An event that comes, or is done, while earlier ones are not: they may be lost. */
  #suspect(
    key: FollowedKey,
    reached: Map<string, number>,
    { app, seq }: DeliveryRecord | EffectRecord,
  ): void {
    const highest = reached.get(app) ?? -1;
    if (seq > highest) reached.set(app, seq);
    if (seq <= highest + 1 || this.#suspicions >= mostSuspicions) return;
    this.#suspicions += 1;
    const window = open(key);
    for (let missed = highest + 1; missed < seq && missed < highest + around; missed += 1) {
      if (!key.suspicions.has(missed)) key.suspicions.set(missed, window);
    }
  }
}

function isOfEvent(record: HistoryRecord): record is EventRecord {
  return "key" in record && "seq" in record;
}

/** What is there of a story by now. That of an event that nothing came instead of is its own, with its neighbours. */
function keptOf(found: Found, key: FollowedKey): Kept {
  const { outline, unfinished } = key;
  const own = recordsOf(unfinished, found.seq);
  const others = recordsOf(unfinished, found.otherSeq);
  const before = [...recordsBefore(key, found), ...own, ...others];
  if (!missed.has(found.kind)) {
    const about = before.filter((record) => isAbout(record, found));
    const isLongAgo = !key.recent.some((record) => isAbout(record, found));
    const window = isLongAgo && about.length > 0 ? { records: about, left: 0 } : open(key);
    return { found, before, window };
  }
  const suspected = key.suspicions.get(found.seq);
  if (suspected !== undefined) return { found, before, window: suspected };
  if (own.length === 0) return { found, before, window: open(key) };
  const firstMs = own[0]!.atMs;
  const doneBefore = outline.effects.filter(({ atMs }) => atMs <= firstMs);
  const behind = [...unfinished.bySeq.values()].filter(({ seq }) => seq > found.seq);
  const records = [
    ...doneBefore.slice(-mostBefore),
    ...own,
    ...behind.slice(0, mostBehind).flatMap((story) => story.records),
  ];
  return { found, before, window: { records, left: 0 } };
}

/** Crashes and pauses of that time; reshards and leases of the lanes in question; of an event that nothing came of, whatever came later too. */
function isMeanwhile(record: RunRecord, records: readonly HistoryRecord[], kind: string): boolean {
  // No key is followed without a record.
  if (record.atMs < records[0]!.atMs) return false;
  const isLater = record.atMs > records.at(-1)!.atMs;
  if (isLater && !missed.has(kind)) return false;
  if (record.type === "crash" || record.type === "pause") {
    return !isLater || records.some((one) => isBy(one, record.consumer));
  }
  const lanes = lanesOf(records);
  if (record.type === "lease") return lanes.has(record.lane);
  return [...record.parents, ...record.children].some((lane) => lanes.has(lane));
}

/** By it, or by a worker of it. */
function isBy(record: HistoryRecord, consumer: string): boolean {
  return "consumer" in record && `${record.consumer}/`.startsWith(`${consumer}/`);
}

/** Of leases those that change hands: the first reading of a lane is no news. */
function isOfRun(record: HistoryRecord): record is RunRecord {
  if (record.type !== "lease") return ["crash", "pause", "reshard"].includes(record.type);
  return record.action === "taken" ? record.from === "after-position" : record.action !== "ended";
}

/** The same event as a moment ago: a story has room for one of many attempts. */
function isThrottledAgain(record: HistoryRecord, last: HistoryRecord | undefined): boolean {
  return record.type === "throttle" && last?.type === "throttle" && last.seq === record.seq;
}

function remember({ outline }: FollowedKey, record: HistoryRecord): void {
  if (record.type === "ack") outline.acks = latest(outline.acks, record);
  if (record.type === "effect") outline.effects = latest(outline.effects, record);
  if (record.type === "throttle") outline.throttles = latest(outline.throttles, record);
}

/** With one more; cut now and then. */
function latest<One>(records: One[], record: One): One[] {
  records.push(record);
  return records.length > 2 * outlined ? records.slice(-outlined) : records;
}

function recordsBefore({ outline }: FollowedKey, found: Found): readonly Outlined[] {
  const { acks, effects, throttles } = outline;
  return [...acks, ...[...effects, ...throttles].filter(({ seq }) => isIn(found, seq))];
}

function isAbout(record: HistoryRecord, found: Found): boolean {
  return "seq" in record && isIn(found, record.seq);
}

function isIn(found: Found, seq: number | undefined): boolean {
  return seq === found.seq || seq === found.otherSeq;
}

/** The window, and before it what is about its events: where each stands in the log. */
function joined(
  before: readonly HistoryRecord[],
  { records }: Window,
  found: Found,
): HistoryRecord[] {
  const shown = new Set(records.flatMap((record) => ("seq" in record ? [record.seq] : [])));
  const inWindow = new Set(records);
  const own = new Set(
    before.filter(
      (record) =>
        !inWindow.has(record) &&
        (!("seq" in record) || isIn(found, record.seq) || shown.has(record.seq)),
    ),
  );
  // The sort is stable: what is in the window stays in its order.
  return [...own, ...inWindow].sort((a, b) => a.atMs - b.atMs);
}

function open(key: FollowedKey): Window {
  const window = { records: [...key.recent], left: around };
  key.open.add(window);
  return window;
}
