import { type Entry, isAfterInLane } from "./entry.ts";
import type { Lane } from "./lanes.ts";
import { LongList } from "./long-list.ts";
import type { Packing } from "./packing.ts";
import { isAfter } from "./position.ts";

/** What a log holds before it has held anything; nothing is put into it. */
const none = new LongList<Entry>();

/** Entries that are looked through one by one. */
const fewEntries = 64;

/** Entries with copies, or found again, that are remembered though they are done. */
const maxCopied = 64;

function isNoted({ more, origin }: Entry): boolean {
  return more?.copies !== undefined || origin !== "first";
}

/** Whether the first entries are all done, and none is noted. */
function isDroppable(entries: readonly Entry[], count: number): boolean {
  for (let at = 0; at < count; at += 1) {
    if (!entries[at]!.isDone || isNoted(entries[at]!)) return false;
  }
  return true;
}

/** What becomes of entries that leave the window, in log order. */
export type Leaving = (entry: Entry, log: LaneLog) => void;

/**
 * What one application has seen of one order (see `EventOrder`) in one lane: the entries it has not done, and the last few that it has.
 *
 * Sorted by position where the lane has a log order, else by intent. In the ordered case entries join at the end and are done from the
 * front, both in O(1). When the list has doubled since the last time, all that is done is dropped, but for a window at the end. Every
 * entry is judged once when it leaves the window, in log order (see `nonmonotonic-send`), though it may stay here because it is not done.
 */
export class LaneLog {
  readonly lane: Lane;
  #entries = none;
  /** Of many entries that are not in intent order: which is which. */
  #byIntent: Map<number, Entry> | undefined;
  #isSortedByPosition = true;
  /** Whether log order and intent order agree. */
  #isInIntentOrder = true;
  /** No entry before this index is open. */
  #openFrom = 0;
  #openCount = 0;
  /** Entries before this index have left the window. */
  #judged = 0;
  #kept = 0;
  /** Position of the last entry that left the window: nothing before it can be judged any more. */
  #judgedTo: string | undefined;
  /** Of all entries that left the window, the one intended last. */
  furthestJudged: Entry | undefined;
  /** Of the entries that left the window and were not late, the first intended. */
  firstPunctual = Infinity;
  /** Of all entries seen, the one intended last. */
  furthestSeen: Entry | undefined;
  /** Of all completed events, the one latest in the log, and the one intended last. */
  latestDone: Entry | undefined;
  latestDonePosition = "";
  furthestDone: Entry | undefined;

  constructor(lane: Lane) {
    this.lane = lane;
  }

  /** Takes entries in order of which none has left the window, the first `done` of them done, and what left it before, if anything. */
  resume(entries: Entry[], done: number, judged: Entry | undefined): void {
    if (entries.length > 0) this.#entries = new LongList(entries);
    this.#openFrom = done;
    this.#openCount = entries.length - done;
    this.furthestJudged = judged;
    this.#judgedTo = judged?.position;
    if (judged !== undefined) this.firstPunctual = 0;
  }

  get size(): number {
    return this.#entries.length;
  }

  get hasOpen(): boolean {
    return this.#openCount > 0;
  }

  /** Whether an entry would stand at the end. */
  #isLast(entry: Entry): boolean {
    const { last } = this.#entries;
    return last === undefined || isAfterInLane(entry, last);
  }

  /** Takes an entry to its place. False if it stands before what has left the window. */
  add(entry: Entry): boolean {
    this.#sort();
    if (!this.#isLast(entry)) return this.#insert(entry);
    // What is in the window stands after all that left it; with nothing there, the entry may stand before that.
    const isInWindow = this.#judged < this.#entries.length || this.#isAfterJudged(entry);
    if (this.#entries === none) this.#entries = new LongList([entry]);
    else {
      const { last } = this.#entries;
      if (last !== undefined && entry.intent < last.intent) this.#isInIntentOrder = false;
      this.#entries.push(entry);
    }
    this.#byIntent?.set(entry.intent, entry);
    if (entry.isOpen) this.#openCount += 1;
    if (!isInWindow) this.#judged += 1;
    return isInWindow;
  }

  /** The entry of an intent; a position at which it may stand makes it quicker to find. */
  find(intent: number, position: string | undefined): Entry | undefined {
    return this.#entries.at(this.#indexOf(intent, position));
  }

  /** Puts an entry at a lower position. False if that is before what has left the window. */
  lower(entry: Entry, position: string): boolean {
    const at = this.#indexOf(entry.intent, entry.position);
    if (at < 0) {
      entry.position = position;
      return true;
    }
    const wasJudged = at < this.#judged;
    this.#removeAt(at);
    entry.position = position;
    return this.add(entry) && !wasJudged;
  }

  open(entry: Entry): void {
    if (entry.isOpen) return;
    const at = this.#indexOf(entry.intent, entry.position);
    if (at < 0) return;
    entry.isOpen = true;
    this.#openCount += 1;
    this.#openFrom = Math.min(this.#openFrom, at);
  }

  close(entry: Entry): void {
    if (!entry.isOpen) return;
    entry.isOpen = false;
    this.#openCount -= 1;
  }

  /** An event is completed for the first time; `isLate` as told of it. */
  finish(entry: Entry, isLate: boolean): void {
    this.giveUp(entry);
    const { furthestDone } = this;
    if (furthestDone === undefined || entry.intent > furthestDone.intent) this.furthestDone = entry;
    if (isLate) return;
    this.latestDone = entry;
    this.latestDonePosition = entry.position;
  }

  /** Whether an event that stands after this one has been completed. */
  isLate({ position, intent }: Entry): boolean {
    const { latestDone, furthestDone } = this;
    if (!this.lane.hasLogOrder) return furthestDone !== undefined && furthestDone.intent > intent;
    if (latestDone === undefined) return false;
    if (this.latestDonePosition !== position) return isAfter(this.latestDonePosition, position);
    return latestDone.intent > intent;
  }

  /** Nobody will complete the event any more. */
  giveUp(entry: Entry): void {
    this.close(entry);
    entry.isDone = true;
  }

  /** The earliest open entry; those that are gone are closed on the way. */
  earliestOpen(isGone: (entry: Entry) => boolean): Entry | undefined {
    this.#sort();
    while (this.#openCount > 0) {
      const entry = this.#entries.at(this.#openFrom)!;
      if (entry.isOpen && !isGone(entry)) return entry;
      this.close(entry);
      this.#openFrom += 1;
    }
    return undefined;
  }

  /** The open entry that was meant to come first. */
  firstIntendedOpen(isGone: (entry: Entry) => boolean): Entry | undefined {
    let first = this.earliestOpen(isGone);
    if (this.#isInIntentOrder || first === undefined) return first;
    for (let at = this.#openFrom; at < this.#entries.length; at += 1) {
      const entry = this.#entries.at(at)!;
      if (entry.isOpen && entry.intent < first.intent && !isGone(entry)) first = entry;
    }
    return first;
  }

  /** Whether it is time for `trim`. */
  isCrowded(window: number): boolean {
    const { length } = this.#entries;
    return length > window && length >= 2 * window && length >= 2 * this.#kept;
  }

  /** Lets entries leave that are not among the last `window`. Those that are done are dropped: `drop` hears of each. */
  trim(window: number, leave: Leaving, drop: (entry: Entry) => void): void {
    const { length } = this.#entries;
    this.#sort();
    const stays = length - window;
    while (this.#judged < stays) this.#leave(leave);
    const kept = this.#dropDone(stays, drop);
    // Those that are dropped have all left the window, which may have been smaller before.
    this.#judged -= length - kept.length;
    this.#openFrom = 0;
    this.#kept = kept.length;
    this.#byIntent = undefined;
    if (kept.length === 0) this.#entries = none;
    else this.#entries.replace(kept);
  }

  /** Drops all that is done of the first entries, but for the last of those that are noted; gives the others. */
  #dropDone(stays: number, drop: (entry: Entry) => void): Entry[] {
    const entries = this.#entries.toArray();
    if (this.#isInIntentOrder && isDroppable(entries, stays)) {
      for (let at = 0; at < stays; at += 1) drop(entries[at]!);
      return entries.slice(stays);
    }
    const kept: Entry[] = [];
    let copied = 0;
    this.#isInIntentOrder = true;
    for (let at = entries.length - 1; at >= 0; at -= 1) {
      const entry = entries[at]!;
      const isCopied = isNoted(entry);
      if (isCopied) copied += 1;
      const isKept = at >= stays || !entry.isDone || (isCopied && copied <= maxCopied);
      if (!isKept) {
        drop(entry);
        continue;
      }
      const next = kept[kept.length - 1];
      if (next !== undefined && next.intent < entry.intent) this.#isInIntentOrder = false;
      kept.push(entry);
    }
    return kept.reverse();
  }

  /** Lets all leave that are still in the window: the history is over. */
  leaveAll(leave: Leaving): void {
    this.#sort();
    while (this.#judged < this.#entries.length) this.#leave(leave);
  }

  /** All entries held. */
  entries(): readonly Entry[] {
    return this.#entries.toArray();
  }

  pack(form: Packing): void {
    const has = form.number(
      (this.#isSortedByPosition ? 1 : 0) +
        (this.#isInIntentOrder ? 2 : 0) +
        (this.#judgedTo === undefined ? 0 : 4) +
        (this.#entries.length === 0 ? 0 : 8),
    );
    this.#isSortedByPosition = (has & 1) > 0;
    this.#isInIntentOrder = (has & 2) > 0;
    this.furthestJudged = form.entry(this.furthestJudged);
    if ((has & 4) > 0) this.#judgedTo = form.position(this.#judgedTo ?? "");
    this.firstPunctual = form.number(this.firstPunctual);
    this.furthestSeen = form.entry(this.furthestSeen);
    this.latestDone = form.entry(this.latestDone);
    this.latestDonePosition = form.position(this.latestDonePosition);
    this.furthestDone = form.entry(this.furthestDone);
    if ((has & 8) === 0) return;
    const entries = form.list(this.#entries.toArray(), (entry) => form.entry(entry)!);
    if (form.isReading) this.#entries = new LongList([...entries]);
    this.#openFrom = form.number(this.#openFrom);
    this.#openCount = form.number(this.#openCount);
    this.#judged = form.number(this.#judged);
    this.#kept = form.number(this.#kept);
  }

  /** The lane may turn out to have no log order: intent order from then on. */
  #sort(): void {
    if (this.lane.hasLogOrder || !this.#isSortedByPosition) return;
    this.#isSortedByPosition = false;
    if (this.#entries.length > 1) {
      const entries = this.#entries.toArray();
      this.#entries = new LongList(entries.toSorted((left, right) => left.intent - right.intent));
    }
    this.#isInIntentOrder = true;
    this.#openFrom = 0;
  }

  #leave(leave: Leaving): void {
    const entry = this.#entries.at(this.#judged)!;
    this.#judged += 1;
    if (this.lane.hasLogOrder) this.#judgedTo = entry.position;
    leave(entry, this);
  }

  #insert(entry: Entry): boolean {
    const at = this.#placeOf(entry);
    if (this.#isInIntentOrder) {
      const before = this.#entries.at(at - 1)?.intent ?? -Infinity;
      const behind = this.#entries.at(at)!.intent;
      this.#isInIntentOrder = before <= entry.intent && entry.intent <= behind;
    }
    this.#entries.insert(at, entry);
    this.#byIntent?.set(entry.intent, entry);
    this.#openFrom = Math.min(this.#openFrom, at);
    if (entry.isOpen) this.#openCount += 1;
    const isInWindow = at >= this.#judged && this.#isAfterJudged(entry);
    if (!isInWindow) this.#judged += 1;
    return isInWindow;
  }

  /** Whether an entry stands after all that left the window. */
  #isAfterJudged({ position }: Entry): boolean {
    return this.#judgedTo === undefined || isAfter(position, this.#judgedTo);
  }

  #removeAt(at: number): void {
    const entry = this.#entries.remove(at);
    this.#byIntent?.delete(entry.intent);
    if (entry.isOpen) this.#openCount -= 1;
    if (at < this.#judged) this.#judged -= 1;
    if (at < this.#openFrom) this.#openFrom -= 1;
    if (this.#entries.length === 0) this.#isInIntentOrder = true;
  }

  #indexOf(intent: number, position: string | undefined): number {
    const entries = this.#entries;
    if (entries.length === 0) return -1;
    this.#sort();
    // Where no intent is missing, an entry stands as far from the first as its intent does.
    const guess = intent - entries.at(0)!.intent;
    if (entries.at(guess)?.intent === intent) return guess;
    if (this.#isInIntentOrder) return this.#indexByIntent(intent);
    if (position !== undefined) {
      const at = this.#indexByPosition(intent, position);
      if (at >= 0) return at;
    }
    if (entries.length <= fewEntries) {
      return entries.toArray().findLastIndex((entry) => entry.intent === intent);
    }
    this.#byIntent ??= new Map(entries.toArray().map((entry) => [entry.intent, entry]));
    const entry = this.#byIntent.get(intent);
    return entry === undefined ? -1 : this.#indexByPosition(intent, entry.position);
  }

  #indexByIntent(intent: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries.at(middle)!.intent < intent) low = middle + 1;
      else high = middle;
    }
    return this.#entries.at(low)?.intent === intent ? low : -1;
  }

  #indexByPosition(intent: number, position: string): number {
    const { lane } = this;
    const at = this.#placeOf({ intent, position, lane } as Entry);
    return this.#entries.at(at)?.intent === intent ? at : -1;
  }

  /** Index of the first entry that does not stand before the one given. */
  #placeOf(entry: Entry): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfterInLane(entry, this.#entries.at(middle)!)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
