/**
 * A truck's facts as one text, field by field: much less than the same as objects, and nothing that a garbage collector has to walk
 * through. Every class says once, in its method `pack`, what its fields are: each field is given to a `Packing`, which hands it back when
 * it writes, and hands back what it finds in the text when it reads.
 */
import type { Entry } from "./entry.ts";
import { IntervalSet } from "./interval-set.ts";
import type { Lane } from "./lanes.ts";
import type { Seqs } from "./seqs.ts";

/** Stands in hardly any name; what has it in a name is not packed. */
const separator = "\n";
/** The same position again. */
const again = "=";
const nothing: readonly never[] = [];
/** Of longer lists nothing is packed: each time would cost too much. */
const longest = 64;

/** What is known by a number: lanes and applications of the run. */
export interface Named {
  readonly lanes: { at(id: number): Lane };
  appAt(id: number): { readonly id: number };
}

export abstract class Packing {
  /** The truck. */
  readonly key: string;
  /** Whether it reads. */
  abstract readonly isReading: boolean;
  readonly #entries: Entry[] = [];

  constructor(key: string) {
    this.key = key;
  }

  /** There is something that has no packed form. */
  abstract refuse(): void;
  abstract number<T extends number | undefined>(value: T): T;
  /** Empty and undefined are told apart by nobody. */
  abstract text(value: string): string;
  /** A position, which is mostly that of the last one. */
  abstract position(value: string): string;
  abstract lane<T extends Lane | undefined>(lane: T): T;
  abstract app<App extends { readonly id: number }>(app: App): App;
  abstract seqs<T extends Seqs | undefined>(seqs: T): T;

  maybeText(value: string | undefined): string | undefined {
    const text = this.text(value ?? "");
    return text === "" ? undefined : text;
  }

  flag(value: boolean): boolean {
    return this.number(value ? 1 : 0) === 1;
  }

  /** How many follow of something; too many are refused. */
  count(length: number): number {
    if (length > longest) this.refuse();
    return this.number(length);
  }

  /** Of each item one or more fields. */
  list<T>(items: readonly T[], pack: (item: T | undefined) => T): readonly T[] {
    const length = this.count(items.length);
    if (length === 0) return nothing;
    if (!this.isReading) {
      for (const item of items) pack(item);
      return items;
    }
    return Array.from({ length }, () => pack(undefined));
  }

  /** An entry, which may be named several times and stays one. */
  entry(entry: Entry | undefined): Entry | undefined {
    const known = entry === undefined ? undefined : this.#entries.indexOf(entry);
    const at = this.number(known === -1 ? this.#entries.length : known);
    if (at === undefined) return undefined;
    if (at < this.#entries.length) return this.#entries[at];
    const one = this.#packEntry(entry);
    this.#entries.push(one);
    return one;
  }

  #packEntry(given: Entry | undefined): Entry {
    const { key } = this;
    const entry = given ?? ({ position: "", consumer: "", origin: "first" } as Entry);
    const state = this.number(
      (entry.isOpen ? 1 : 0) + (entry.isDone ? 2 : 0) + 4 * origins.indexOf(entry.origin),
    );
    const seq = this.number(entry.seq);
    if (entry.more?.copies !== undefined) this.refuse();
    const packed = {
      key,
      seq,
      intent: seq,
      lane: this.lane(entry.lane),
      position: this.position(entry.position),
      consumer: this.text(entry.consumer),
      atMs: this.number(entry.atMs),
      recorder: this.maybeText(entry.recorder),
      receivedAt: this.number(entry.receivedAt),
      isOpen: (state & 1) > 0,
      isDone: (state & 2) > 0,
      origin: origins[state >> 2]!,
      more: undefined,
    };
    const ids = this.list(entry.more?.deliveryIds ?? nothing, (id) => this.text(id ?? ""));
    if (given !== undefined) return given;
    return ids.length === 0 ? packed : { ...packed, more: { deliveryIds: [...ids] } };
  }
}

const origins = ["first", "again", "passing", "told"] as const;

export class PackWriter extends Packing {
  readonly isReading = false;
  readonly #fields: (string | number)[] = [];
  #position: string | undefined;
  #isRefused = false;

  /** The text; undefined where something was not to be packed. */
  get packed(): string | undefined {
    return this.#isRefused ? undefined : this.#fields.join(separator);
  }

  refuse(): void {
    this.#isRefused = true;
  }

  number<T extends number | undefined>(value: T): T {
    this.#fields.push(value ?? "");
    return value;
  }

  text(value: string): string {
    if (value.includes(separator)) this.#isRefused = true;
    this.#fields.push(value);
    return value;
  }

  position(value: string): string {
    if (value === this.#position) this.#fields.push(again);
    else {
      if (value === again) this.#isRefused = true;
      this.text(value);
      this.#position = value;
    }
    return value;
  }

  lane<T extends Lane | undefined>(lane: T): T {
    this.#fields.push(lane?.id ?? "");
    return lane;
  }

  app<App extends { readonly id: number }>(app: App): App {
    this.#fields.push(app.id);
    return app;
  }

  seqs<T extends Seqs | undefined>(seqs: T): T {
    if (typeof seqs !== "object") this.#fields.push(seqs ?? "");
    else {
      if (seqs.intervalCount > longest || seqs.certainFrom > 0) this.#isRefused = true;
      this.#fields.push(`(${[...seqs.intervals()].map(({ from, to }) => `${from},${to}`).join()}`);
    }
    return seqs;
  }
}

export class PackReader extends Packing {
  readonly isReading = true;
  readonly #fields: readonly string[];
  readonly #named: Named;
  #position = "";
  #at = 0;

  constructor(key: string, packed: string, named: Named) {
    super(key);
    this.#fields = packed.split(separator);
    this.#named = named;
  }

  /** What was written had a form. */
  refuse(): void {}

  number<T extends number | undefined>(_value: T): T {
    const field = this.#next();
    return (field === "" ? undefined : Number(field)) as T;
  }

  text(_value: string): string {
    return this.#next();
  }

  position(_value: string): string {
    const field = this.#next();
    if (field !== again) this.#position = field;
    return this.#position;
  }

  lane<T extends Lane | undefined>(_lane: T): T {
    const field = this.#next();
    return (field === "" ? undefined : this.#named.lanes.at(Number(field))) as T;
  }

  app<App extends { readonly id: number }>(_app: App): App {
    return this.#named.appAt(Number(this.#next())) as App;
  }

  seqs<T extends Seqs | undefined>(_seqs: T): T {
    const field = this.#next();
    if (field === "") return undefined as T;
    if (!field.startsWith("(")) return Number(field) as T;
    return IntervalSet.of(field.slice(1).split(",").map(Number)) as T;
  }

  #next(): string {
    const field = this.#fields[this.#at]!;
    this.#at += 1;
    return field;
  }
}
