import type { HistoryRecord } from "../../src/history/record.ts";
import type { Random } from "../../src/random.ts";

/** What a simulated run is like. */
export interface RunShape {
  readonly seed: number;
  readonly trucks: number;
  readonly eventsPerTruck: number;
  readonly lanes: number;
  readonly apps: number;
  /** `stream`: lanes with checkpoints and reshards. `queue`: one lane, trucks locked while in work. `opaque`: a queue with message ids. */
  readonly kind: "stream" | "queue" | "opaque";
  /** Chance of every mishap that keeps the order: refusals, timeouts, throws, crashes, reshards. */
  readonly mishaps: number;
  /** Whether it says all that a history can say: a header, ids, leases, commits, crashes, applications that begin at LATEST. */
  readonly isTold: boolean;
}

export interface Entry {
  readonly key: string;
  readonly seq: number;
  readonly index: number;
  readonly lane: string;
  readonly position: string;
}

export interface LaneOfRun {
  readonly name: string;
  readonly parent: LaneOfRun | undefined;
  readonly log: Entry[];
  isClosed: boolean;
}

interface Reading {
  readonly app: string;
  readonly lane: LaneOfRun;
  /** Of a queue: the truck that it takes. */
  readonly key: string | undefined;
  readonly shape: RunShape;
  readonly random: Random;
  readonly records: HistoryRecord[];
  /** What each application has completed. */
  readonly done: Set<string>;
  readonly nameConsumer: () => string;
}

/** An event a handler is inside of. */
interface Work {
  readonly entry: Entry;
  readonly consumer: string;
}

/** One application's reader of a lane, or of one truck of a queue. */
export class ValidReader {
  /** Effects on events that the application had completed. */
  repeats = 0;
  readonly #reading: Reading;
  #consumer = "";
  #hasLease = false;
  #hasBegun = false;
  #deliveries = 0;
  /** Where it began. */
  #first: number;
  /** Entries committed, and entries received. */
  #committed: number;
  #received: number;
  /** Received and not processed, per truck. */
  readonly #waiting = new Map<string, Entry[]>();
  readonly #working = new Map<string, Work>();

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#first = this.#committed = this.#received = 0;
  }

  /** All that it may do next. */
  things(readers: readonly ValidReader[]): (() => void)[] {
    const log = this.#log();
    const things: (() => void)[] = [];
    if (this.#waiting.size === 0 && this.#working.size === 0) {
      if (!this.#mayRead(readers)) return [];
      if (!this.#hasLease && this.#isLeased) return [() => this.#take()];
      if (this.#received < log.length) things.push(() => this.#receive(log));
    }
    for (const key of this.#waiting.keys()) {
      if (!this.#working.has(key)) things.push(() => this.#start(key));
    }
    for (const key of this.#working.keys()) things.push(() => this.#finish(key));
    return things;
  }

  get #isLeased(): boolean {
    const { isTold, kind } = this.#reading.shape;
    return isTold && kind === "stream";
  }

  #log(): readonly Entry[] {
    const { lane, key } = this.#reading;
    return key === undefined ? lane.log : lane.log.filter((entry) => entry.key === key);
  }

  /** A child lane is read when its parent has been read to its end. */
  #mayRead(readers: readonly ValidReader[]): boolean {
    const { parent } = this.#reading.lane;
    if (parent === undefined) return true;
    const ofParent = readers.find(
      ({ reading: { lane, app } }) => lane === parent && app === this.#reading.app,
    )!;
    return (
      ofParent.#received === parent.log.length &&
      ofParent.#waiting.size === 0 &&
      ofParent.#working.size === 0 &&
      (ofParent.#hasLease || !ofParent.#isLeased) &&
      ofParent.#mayRead(readers)
    );
  }

  get reading(): Reading {
    return this.#reading;
  }

  #take(): void {
    const { lane, app, shape, random, records } = this.#reading;
    const isFirst = !this.#hasBegun;
    this.#hasLease = this.#hasBegun = true;
    this.#consumer = this.#reading.nameConsumer();
    const mayBeLate = isFirst && app === "app_1" && lane.parent === undefined;
    const isLate = mayBeLate && shape.mishaps > 0 && random() < 0.5;
    const action = "taken";
    const who = {
      app,
      consumer: this.#consumer,
      lane: lane.name,
      action,
      atMs: records.length,
    } as const;
    const before = this.#log()[this.#committed - 1];
    if (isLate) {
      this.#first = this.#committed = this.#received = this.#log().length;
      records.push({ type: "lease", ...who, from: "latest" });
    } else if (before !== undefined && this.#committed > this.#first) {
      records.push({
        type: "lease",
        ...who,
        from: "after-position",
        fromPosition: before.position,
      });
    } else records.push({ type: "lease", ...who, from: "trim-horizon" });
  }

  #receive(log: readonly Entry[]): void {
    const { shape, records } = this.#reading;
    if (shape.kind !== "stream" || this.#consumer === "")
      this.#consumer = this.#reading.nameConsumer();
    const batch = log.slice(this.#received, this.#received + 1 + this.#below(10));
    this.#received += batch.length;
    this.#deliveries += 1;
    for (const entry of batch) {
      const payload = { bytes: 50, checksum: entry.index, intact: true };
      records.push({ type: "delivery", ...this.#consumed(entry, this.#consumer), ...payload });
      this.#waiting.set(entry.key, [...(this.#waiting.get(entry.key) ?? []), entry]);
    }
  }

  #start(key: string): void {
    const [entry] = this.#waiting.get(key)!;
    const consumer = this.#consumer;
    this.#reading.records.push({ type: "start", ...this.#consumed(entry!, consumer) });
    this.#working.set(key, { entry: entry!, consumer });
  }

  #finish(key: string): void {
    const { records, done, app } = this.#reading;
    if (this.#happens(0.3)) {
      this.#crash();
      return;
    }
    const { entry, consumer } = this.#working.get(key)!;
    this.#working.delete(key);
    const consumed = this.#consumed(entry, consumer);
    if (this.#happens(0.7)) {
      records.push({ type: "abandon", ...consumed, reason: "threw" });
      return;
    }
    records.push({ type: "effect", ...consumed });
    const name = `${app} ${key} ${entry.seq}`;
    if (done.has(name)) this.repeats += 1;
    done.add(name);
    this.#commitEvent(entry, consumer);
    const rest = this.#waiting.get(key)!.slice(1);
    if (rest.length > 0) this.#waiting.set(key, rest);
    else this.#waiting.delete(key);
    if (this.#waiting.size === 0) this.#commit(consumer);
  }

  #commitEvent({ lane, position, key, seq }: Entry, consumer: string): void {
    const { shape, records, app } = this.#reading;
    if (!shape.isTold || shape.kind === "stream") return;
    const atMs = records.length;
    records.push({ type: "commit", app, consumer, lane, position, scope: "event", key, seq, atMs });
  }

  #commit(consumer: string): void {
    const { records, app, lane } = this.#reading;
    this.#committed = this.#received;
    if (!this.#isLeased) return;
    const { position } = lane.log[this.#committed - 1]!;
    const atMs = records.length;
    records.push({
      type: "commit",
      app,
      consumer,
      lane: lane.name,
      position,
      scope: "through",
      atMs,
    });
  }

  /** Everything in hand is dropped; another consumer begins again at the checkpoint. */
  #crash(): void {
    const { records, app, shape } = this.#reading;
    if (shape.isTold) {
      records.push({ type: "crash", app, consumer: this.#consumer, atMs: records.length });
    } else {
      for (const { entry, consumer } of this.#working.values()) {
        records.push({ type: "abandon", ...this.#consumed(entry, consumer), reason: "crash" });
      }
    }
    this.#working.clear();
    this.#waiting.clear();
    this.#received = this.#committed;
    this.#consumer = this.#reading.nameConsumer();
    this.#hasLease = false;
  }

  #consumed(entry: Entry, consumer: string) {
    const { app, lane, records, shape } = this.#reading;
    const name = `${lane.name}/${this.#deliveries}/${entry.position}`;
    const id = shape.isTold ? { deliveryId: name } : {};
    return { app, consumer, ...entry, ...id, atMs: records.length };
  }

  #happens(weight: number): boolean {
    const { random, shape } = this.#reading;
    return random() < shape.mishaps * weight;
  }

  #below(count: number): number {
    return Math.floor(this.#reading.random() * count);
  }
}
