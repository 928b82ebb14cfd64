import type { HistoryRecord } from "../../src/history/record.ts";
import { seededRandom, type Random } from "../../src/random.ts";
import { type Entry, type LaneOfRun, type RunShape, ValidReader } from "./valid-reader.ts";

export type { RunShape } from "./valid-reader.ts";

/**
 * Simulates a run on a correct broker with correct serial producers and consumers, all steps interleaved at random. Consumers
 * that crash begin again at their checkpoint, so events may be delivered and processed again; nothing else goes wrong.
 */
export function validHistory(shape: RunShape): { records: HistoryRecord[]; repeats: number } {
  const random = seededRandom(shape.seed, "valid history");
  const run = new Run(shape, random);
  while (run.step());
  const repeats = run.readers.reduce((sum, reader) => sum + reader.repeats, 0);
  return { records: run.records, repeats };
}

class Run {
  readonly records: HistoryRecord[] = [];
  readonly readers: ValidReader[] = [];
  readonly #shape: RunShape;
  readonly #random: Random;
  readonly #lanes: LaneOfRun[];
  readonly #homes: LaneOfRun[];
  readonly #next: { seq: number; fate: "idle" | "sent" | "stored" }[];
  readonly #done = new Set<string>();
  #position = 0;
  #names = 0;

  constructor(shape: RunShape, random: Random) {
    this.#shape = shape;
    this.#random = random;
    if (shape.isTold) this.#openTold();
    const lanes = shape.kind === "stream" ? shape.lanes : 1;
    this.#lanes = Array.from({ length: lanes }, (_, at) => this.#lane(`shard-${at}`, undefined));
    this.#homes = Array.from({ length: shape.trucks }, () => this.#lanes[this.#below(lanes)]!);
    this.#next = Array.from({ length: shape.trucks }, () => ({ seq: 0, fate: "idle" }));
  }

  /** Does one thing; false when the run is over. */
  step(): boolean {
    const things = [
      ...this.#producing(),
      ...this.readers.flatMap((reader) => reader.things(this.readers)),
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

  #openTold(): void {
    const apps = Array.from({ length: this.#shape.apps }, (_, app) => `app_${app}`);
    this.records.push({ type: "header", version: "0.2", run: "valid", atMs: 0, apps });
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
      this.#names += 1;
      const due = { dueMs: atMs, atMs, bytes: 50, checksum: index };
      this.records.push({ type: "send", key, seq, index, ...due, ...this.#attempt(truck) });
      next.fate = "sent";
    } else if (next.fate === "sent" && this.#happens(1)) {
      const isRefused = this.#random() < 0.5;
      const fate = { key, seq, atMs, reason, ...this.#attempt(truck) };
      this.records.push({ type: isRefused ? "refused" : "uncertain", ...fate });
      next.fate = "idle";
      if (this.#random() < 0.3) next.seq += 1;
    } else if (next.fate === "sent") {
      this.#store({ key, seq, index }, this.#homes[truck]!);
      next.fate = "stored";
    } else {
      const { lane, position } =
        this.#homes[truck]!.log.findLast((entry) => entry.key === key) ??
        this.#lanes.flatMap(({ log }) => log).findLast((entry) => entry.key === key)!;
      const fate = { key, seq, atMs, ...this.#attempt(truck) };
      if (this.#happens(0.5)) this.records.push({ type: "uncertain", ...fate, reason });
      else this.records.push({ type: "ack", ...fate, lane, position });
      next.fate = "idle";
      next.seq += 1;
    }
  }

  /** A truck has one attempt at a time: its number of sends names it. */
  #attempt(truck: number): { attemptId?: string } {
    if (!this.#shape.isTold) return {};
    const key = `truck_${truck}`;
    const sends = this.records.filter((record) => record.type === "send" && record.key === key);
    const isOpen = this.#next[truck]!.fate !== "idle";
    return { attemptId: `${key}/${isOpen ? sends.length - 1 : sends.length}` };
  }

  #store(event: { key: string; seq: number; index: number }, lane: LaneOfRun): void {
    this.#position += 1 + this.#below(1000);
    const number = String(this.#position);
    const position = this.#shape.kind === "opaque" ? `m-${this.#below(1e9)}-${number}` : number;
    lane.log.push({ ...event, lane: lane.name, position });
  }

  #lane(name: string, parent: LaneOfRun | undefined): LaneOfRun {
    const lane: LaneOfRun = { name, parent, log: [] as Entry[], isClosed: false };
    const { apps, trucks, kind } = this.#shape;
    for (let app = 0; app < apps; app += 1) {
      const keys =
        kind === "stream"
          ? [undefined]
          : Array.from({ length: trucks }, (_, truck) => `truck_${truck}`);
      for (const key of keys) {
        this.readers.push(
          new ValidReader({
            app: `app_${app}`,
            lane,
            key,
            shape: this.#shape,
            random: this.#random,
            records: this.records,
            done: this.#done,
            nameConsumer: () => `c${(this.#names += 1)}`,
          }),
        );
      }
    }
    return lane;
  }

  #reshard(): void {
    const parent = this.#lanes[this.#below(this.#lanes.length)]!;
    const isBusy = this.#next.some(
      (next, truck) => next.fate !== "idle" && this.#homes[truck] === parent,
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

  #happens(weight: number): boolean {
    return this.#random() < this.#shape.mishaps * weight;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}
