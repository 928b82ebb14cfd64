import type { HistoryRecord } from "../../src/history/record.ts";
import { seededRandom, type Random } from "../../src/random.ts";

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
}

interface Entry {
  readonly key: string;
  readonly seq: number;
  readonly index: number;
  readonly lane: string;
  readonly position: string;
}

interface Lane {
  readonly name: string;
  readonly parent: Lane | undefined;
  readonly log: Entry[];
  isClosed: boolean;
}

/** An event a handler is inside of. */
interface Work {
  readonly entry: Entry;
  readonly consumer: string;
}

/** One application's reader of a lane, or of one truck of a queue. */
interface Reader {
  readonly app: string;
  readonly lane: Lane;
  readonly isMine: (entry: Entry) => boolean;
  consumer: string;
  /** Entries committed, and entries received. */
  committed: number;
  received: number;
  /** Received and not processed, per truck. */
  readonly waiting: Map<string, Entry[]>;
  readonly working: Map<string, Work>;
}

/**
 * Simulates a run on a correct broker with correct serial producers and consumers, all steps interleaved at random. Consumers
 * that crash begin again at their checkpoint, so events may be delivered and processed again; nothing else goes wrong.
 */
export function validHistory(shape: RunShape): { records: HistoryRecord[]; repeats: number } {
  const random = seededRandom(shape.seed, "valid history");
  const run = new Run(shape, random);
  while (run.step());
  return { records: run.records, repeats: run.repeats };
}

class Run {
  readonly records: HistoryRecord[] = [];
  /** Effects on events that the same application had completed. */
  repeats = 0;
  readonly #shape: RunShape;
  readonly #random: Random;
  readonly #lanes: Lane[];
  readonly #homes: Lane[];
  readonly #next: { seq: number; fate: "idle" | "sent" | "stored" }[];
  readonly #readers: Reader[] = [];
  readonly #done = new Set<string>();
  #position = 0;
  #consumers = 0;

  constructor(shape: RunShape, random: Random) {
    this.#shape = shape;
    this.#random = random;
    const lanes = shape.kind === "stream" ? shape.lanes : 1;
    this.#lanes = Array.from({ length: lanes }, (_, at) => this.#lane(`shard-${at}`, undefined));
    this.#homes = Array.from({ length: shape.trucks }, () => this.#lanes[this.#below(lanes)]!);
    this.#next = Array.from({ length: shape.trucks }, () => ({ seq: 0, fate: "idle" }));
  }

  /** Does one thing; false when the run is over. */
  step(): boolean {
    const things = [
      ...this.#producing(),
      ...this.#readers.flatMap((reader) => this.#reading(reader)),
    ];
    if (things.length === 0) {
      const [offered, atMs] = [this.#next.length, this.records.length];
      const fate = { drained: true, interrupted: false };
      this.records.push({ type: "end", atMs, offered, sendingMs: atMs, ...fate });
      return false;
    }
    if (this.#happens(0.1) && this.#shape.kind === "stream") this.#reshard();
    things[this.#below(things.length)]!();
    return true;
  }

  #producing(): (() => void)[] {
    return this.#next.flatMap((next, truck) =>
      next.seq < this.#shape.eventsPerTruck ? [() => this.#produce(truck)] : [],
    );
  }

  #produce(truck: number): void {
    const next = this.#next[truck]!;
    const key = `truck_${truck}`;
    const { seq } = next;
    const index = seq * this.#shape.trucks + truck;
    const atMs = this.records.length;
    const reason = "mishap";
    if (next.fate === "idle") {
      const due = { dueMs: atMs, atMs, bytes: 50, checksum: index };
      this.records.push({ type: "send", key, seq, index, ...due });
      next.fate = "sent";
    } else if (next.fate === "sent" && this.#happens(1)) {
      const isRefused = this.#random() < 0.5;
      this.records.push({ type: isRefused ? "refused" : "uncertain", key, seq, atMs, reason });
      next.fate = "idle";
      if (this.#random() < 0.3) next.seq += 1;
    } else if (next.fate === "sent") {
      this.#store({ key, seq, index }, this.#homes[truck]!);
      next.fate = "stored";
    } else {
      const { lane, position } =
        this.#homes[truck]!.log.findLast((entry) => entry.key === key) ??
        this.#everything().findLast((entry) => entry.key === key)!;
      if (this.#happens(0.5)) this.records.push({ type: "uncertain", key, seq, atMs, reason });
      else this.records.push({ type: "ack", key, seq, atMs, lane, position });
      next.fate = "idle";
      next.seq += 1;
    }
  }

  #everything(): Entry[] {
    return this.#lanes.flatMap(({ log }) => log);
  }

  #store(event: { key: string; seq: number; index: number }, lane: Lane): void {
    this.#position += 1 + this.#below(1000);
    const number = String(this.#position);
    const position = this.#shape.kind === "opaque" ? `m-${this.#below(1e9)}-${number}` : number;
    lane.log.push({ ...event, lane: lane.name, position });
  }

  #lane(name: string, parent: Lane | undefined): Lane {
    const lane: Lane = { name, parent, log: [], isClosed: false };
    for (let app = 0; app < this.#shape.apps; app += 1) {
      const trucks =
        this.#shape.kind === "stream"
          ? [undefined]
          : Array.from({ length: this.#shape.trucks }, (_, truck) => `truck_${truck}`);
      for (const key of trucks) {
        this.#readers.push({
          app: `app_${app}`,
          lane,
          isMine: (entry) => key === undefined || entry.key === key,
          consumer: "c0",
          committed: 0,
          received: 0,
          waiting: new Map(),
          working: new Map(),
        });
      }
    }
    return lane;
  }

  #reshard(): void {
    const parent = this.#lanes[this.#below(this.#lanes.length)]!;
    const isBusy = this.#next.some(
      (next, truck) => next.fate === "stored" && this.#homes[truck] === parent,
    );
    if (parent.isClosed || isBusy || this.#lanes.length > 12) return;
    parent.isClosed = true;
    const children = [0, 1].map((at) => this.#lane(`${parent.name}-${at}`, parent));
    this.#lanes.push(...children);
    const names = children.map(({ name }) => name);
    const atMs = this.records.length;
    this.records.push({ type: "reshard", atMs, parents: [parent.name], children: names });
    for (const [truck, home] of this.#homes.entries()) {
      if (home === parent) this.#homes[truck] = children[this.#below(2)]!;
    }
  }

  #reading(reader: Reader): (() => void)[] {
    const { lane, waiting, working } = reader;
    const log = lane.log.filter(reader.isMine);
    const things: (() => void)[] = [];
    if (waiting.size === 0 && working.size === 0) {
      if (reader.received < log.length && this.#mayRead(reader)) {
        things.push(() => this.#receive(reader, log));
      }
    }
    for (const key of waiting.keys()) {
      if (!working.has(key)) things.push(() => this.#start(reader, key));
    }
    for (const key of working.keys()) things.push(() => this.#finish(reader, key));
    return things;
  }

  /** A child lane is read when its parent has been read to its end. */
  #mayRead({ app, lane: { parent } }: Reader): boolean {
    if (parent === undefined) return true;
    const ofParent = this.#readers.find((reader) => reader.lane === parent && reader.app === app)!;
    return ofParent.committed === parent.log.length && this.#mayRead(ofParent);
  }

  #receive(reader: Reader, log: readonly Entry[]): void {
    if (this.#shape.kind !== "stream" || reader.consumer === "c0")
      reader.consumer = this.#consumer();
    const batch = log.slice(reader.received, reader.received + 1 + this.#below(10));
    reader.received += batch.length;
    for (const entry of batch) {
      const payload = { bytes: 50, checksum: entry.index, intact: true };
      this.records.push({ type: "delivery", ...this.#consumed(reader, entry), ...payload });
      reader.waiting.set(entry.key, [...(reader.waiting.get(entry.key) ?? []), entry]);
    }
  }

  #start(reader: Reader, key: string): void {
    const [entry] = reader.waiting.get(key)!;
    this.records.push({ type: "start", ...this.#consumed(reader, entry!) });
    reader.working.set(key, { entry: entry!, consumer: reader.consumer });
  }

  #finish(reader: Reader, key: string): void {
    if (this.#happens(0.3)) {
      this.#crash(reader);
      return;
    }
    const { entry } = reader.working.get(key)!;
    reader.working.delete(key);
    const consumed = this.#consumed(reader, entry);
    if (this.#happens(0.7)) {
      this.records.push({ type: "abandon", ...consumed, reason: "threw" });
      return;
    }
    this.records.push({ type: "effect", ...consumed });
    const name = `${reader.app} ${key} ${entry.seq}`;
    if (this.#done.has(name)) this.repeats += 1;
    this.#done.add(name);
    const rest = reader.waiting.get(key)!.slice(1);
    if (rest.length > 0) reader.waiting.set(key, rest);
    else reader.waiting.delete(key);
    if (reader.waiting.size === 0) reader.committed = reader.received;
  }

  /** Everything in hand is dropped; another consumer begins again at the checkpoint. */
  #crash(reader: Reader): void {
    for (const { entry } of reader.working.values()) {
      this.records.push({ type: "abandon", ...this.#consumed(reader, entry), reason: "crash" });
    }
    reader.working.clear();
    reader.waiting.clear();
    reader.received = reader.committed;
    reader.consumer = this.#consumer();
  }

  #consumed({ app, consumer }: Reader, entry: Entry) {
    return { app, consumer, ...entry, atMs: this.records.length };
  }

  #consumer(): string {
    this.#consumers += 1;
    return `c${this.#consumers}`;
  }

  #happens(weight: number): boolean {
    return this.#random() < this.#shape.mishaps * weight;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}
