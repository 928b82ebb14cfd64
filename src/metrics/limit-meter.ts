/**
 * What gives first when the rate rises, and at which rate.
 *
 * Method. Two things are watched. Throttled sends. And the lag of the producer and of each lane: the time since the oldest event that it
 * is not done with came to it, were events done in the order they came, so that a single straggler is none. An event comes to the producer
 * when it falls due, and to its lane when it is acknowledged: what the producer is late with is no lag of the consumers'. When a lag is
 * half a second longer than the longest at first and stays so for one and a half, or a send was throttled a second ago, something no
 * longer keeps up; what catches up before only had to wait. What does not keep up works at its full rate, so the limit is what it got
 * done in the last second, or for as long as the lag is if that is longer, per key; how fast the rate rose does not come into it. At
 * first: until as many events are done as there are keys.
 * Limits: it is about the primary application, and only as long as there are sends. Memory: a few numbers per event, until the limit is
 * found.
 */
import type { HistoryRecord } from "../history/record.ts";

export interface Limit {
  /** When something began to be late, or a second after the first throttled send. */
  readonly atMs: number;
  /** The highest rate per key that was kept up, in events per second. */
  readonly perKeyHz: number;
  /** `producer`: events wait to be sent. `read-quota`: events wait, and reading is being throttled. `consumers`: events wait for them. */
  readonly by: "write-quota" | "producer" | "read-quota" | "consumers";
}

interface LimitOptions {
  readonly keyCount: number;
  readonly app: string;
  readonly isSend: (action: string) => boolean;
}

/** How much longer than at first is too long. */
const growthMs = 500;
const windowMs = 1000;
/** What catches up within it only had to wait: one slow answer, a receive that was throttled. */
const patienceMs = 1500;

/** What comes in and what is done, in the order it came. */
class Passage {
  readonly #cameAtMs: number[] = [];
  readonly #doneAtMs: number[] = [];
  #lateSinceMs = Infinity;

  come(atMs: number): void {
    this.#cameAtMs.push(atMs);
  }

  done(atMs: number): void {
    this.#doneAtMs.push(atMs);
  }

  lagMs(nowMs: number): number {
    const oldestMs = this.#cameAtMs[this.#doneAtMs.length];
    return oldestMs === undefined ? 0 : nowMs - oldestMs;
  }

  /** Since when its lag has been too long; infinite while it is not. */
  get lateSinceMs(): number {
    return this.#lateSinceMs;
  }

  get isLate(): boolean {
    return this.#lateSinceMs < Infinity;
  }

  /** Looks at its lag: whether it has been too long for all of `patienceMs`. */
  keepsLate(nowMs: number, limitMs: number): boolean {
    if (this.lagMs(nowMs) <= limitMs) this.#lateSinceMs = Infinity;
    else if (!this.isLate) this.#lateSinceMs = nowMs;
    return nowMs >= this.#lateSinceMs + patienceMs;
  }

  /** Per second. */
  cameRate(nowMs: number): number {
    return rate(this.#cameAtMs, nowMs, windowMs);
  }

  doneRate(nowMs: number, overMs: number): number {
    return rate(this.#doneAtMs, nowMs, overMs);
  }
}

interface Lane {
  readonly keys: Set<string>;
  readonly ackedAtMs: number[];
  /** From the acknowledgement to the effect. */
  readonly passage: Passage;
}

interface OpenEvent {
  /** Undefined until it is acknowledged. */
  lane: Lane | undefined;
  isDone: boolean;
}

export class LimitMeter {
  readonly #options: LimitOptions;
  /** Sent and not done, by the event's name. */
  readonly #open = new Map<string, OpenEvent>();
  readonly #sending = new Passage();
  readonly #lanes = new Map<string, Lane>();
  /** The producer's, then those of the lanes. */
  readonly #passages: Passage[] = [this.#sending];
  #doneCount = 0;
  /** Longest lag at first. */
  #firstMs = 0;
  #readThrottledAtMs = -Infinity;
  /** The first one. */
  #sendThrottledAtMs = Infinity;
  #found: Limit | undefined;

  constructor(options: LimitOptions) {
    this.#options = options;
  }

  get found(): Limit | undefined {
    return this.#found;
  }

  add(record: HistoryRecord): void {
    if (this.#found !== undefined) return;
    if (record.type === "send") this.#send(`${record.key}#${record.seq}`, record.dueMs);
    else if (record.type === "ack") this.#acknowledge(record);
    else if (record.type === "throttle") this.#throttle(record.action, record.atMs);
    else if (record.type === "effect" && record.app === this.#options.app) this.#finish(record);
    this.#look(record.atMs);
  }

  #send(id: string, dueMs: number): void {
    if (this.#open.has(id)) return;
    this.#open.set(id, { lane: undefined, isDone: false });
    this.#sending.come(dueMs);
  }

  #acknowledge(record: { key: string; seq: number; lane: string; atMs: number }): void {
    const event = this.#open.get(`${record.key}#${record.seq}`);
    if (event === undefined || event.lane !== undefined) return;
    const lane = this.#lane(record.lane);
    event.lane = lane;
    lane.keys.add(record.key);
    lane.ackedAtMs.push(record.atMs);
    this.#sending.done(record.atMs);
    lane.passage.come(record.atMs);
    if (!event.isDone) return;
    lane.passage.done(record.atMs);
    this.#open.delete(`${record.key}#${record.seq}`);
  }

  /** What is done before its acknowledgement came back counts as done when that comes. */
  #finish({ key, seq, atMs }: { key: string; seq: number; atMs: number }): void {
    const id = `${key}#${seq}`;
    const event = this.#open.get(id);
    if (event === undefined || event.isDone) return;
    event.isDone = true;
    this.#doneCount += 1;
    if (event.lane === undefined) return;
    event.lane.passage.done(atMs);
    this.#open.delete(id);
  }

  #throttle(action: string, atMs: number): void {
    if (!this.#options.isSend(action)) this.#readThrottledAtMs = atMs;
    else this.#sendThrottledAtMs = Math.min(this.#sendThrottledAtMs, atMs);
  }

  #look(atMs: number): void {
    const isThrottled = this.#sendThrottledAtMs < Infinity;
    const isFirst = this.#doneCount <= this.#options.keyCount;
    if (!isThrottled && isFirst) {
      const lags = this.#passages.map((passage) => passage.lagMs(atMs));
      this.#firstMs = Math.max(this.#firstMs, ...lags);
      return;
    }
    const limitMs = this.#firstMs + growthMs;
    // Whatever falls behind from the throttle on may do so for it.
    const watched = isThrottled ? this.#passages.filter(({ isLate }) => isLate) : this.#passages;
    for (const passage of watched) {
      if (passage.keepsLate(atMs, limitMs)) return this.#findLate(passage, atMs, limitMs);
    }
    if (isThrottled && watched.length === 0 && atMs >= this.#sendThrottledAtMs + windowMs) {
      this.#findWriteQuota(atMs);
    }
  }

  #findLate(passage: Passage, atMs: number, limitMs: number): void {
    const overMs = Math.max(windowMs, limitMs);
    const { lateSinceMs } = passage;
    if (passage === this.#sending) {
      const hz = passage.doneRate(atMs, overMs) / this.#options.keyCount;
      return this.#find("producer", lateSinceMs, atMs, hz);
    }
    // A lane of one truck gets too few events done in the time to tell its rate, and what one can do, all like it can.
    const late = [...this.#lanes.values()].filter((lane) => lane.passage.isLate);
    const mostKeys = Math.max(...late.map(({ keys }) => keys.size));
    const fullest = late.filter(({ keys }) => keys.size === mostKeys);
    const doneHz = fullest.reduce((sum, lane) => sum + lane.passage.doneRate(atMs, overMs), 0);
    const hz = doneHz / (fullest.length * mostKeys);
    const isReadThrottled = atMs - this.#readThrottledAtMs < windowMs;
    this.#find(isReadThrottled ? "read-quota" : "consumers", lateSinceMs, atMs, hz);
  }

  #findWriteQuota(atMs: number): void {
    const hz = [...this.#lanes.values()].map(
      ({ ackedAtMs, keys }) => rate(ackedAtMs, atMs, windowMs) / keys.size,
    );
    this.#find("write-quota", atMs, atMs, Math.min(...hz));
  }

  /** Since `atMs`, at `hz`: no more than what was offered then or now. */
  #find(by: Limit["by"], atMs: number, nowMs: number, hz: number): void {
    const offered = Math.max(this.#sending.cameRate(atMs), this.#sending.cameRate(nowMs));
    const offeredHz = offered / this.#options.keyCount;
    this.#found = { atMs, perKeyHz: Math.min(hz, offeredHz), by };
    this.#open.clear();
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane = { keys: new Set<string>(), ackedAtMs: [], passage: new Passage() };
    this.#lanes.set(name, lane);
    this.#passages.push(lane.passage);
    return lane;
  }
}

/** How many of these times, nearly ascending, lie in so many milliseconds before now, per second. */
function rate(timesMs: readonly number[], nowMs: number, overMs: number): number {
  let count = 0;
  for (let index = timesMs.length - 1; index >= 0; index -= 1) {
    const time = timesMs[index]!;
    if (time <= nowMs - 2 * overMs) break;
    if (time > nowMs - overMs && time <= nowMs) count += 1;
  }
  return (count / overMs) * 1000;
}
