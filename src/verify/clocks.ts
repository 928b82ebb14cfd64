import {
  type EndRecord,
  type HeaderRecord,
  type HistoryRecord,
  historyVersion,
} from "../history/record.ts";
import type { Contradictions } from "./contradictions.ts";

const knownVersions: ReadonlySet<string> = new Set(["0.1", historyVersion]);

/** Anything that a recorder wrote. */
export interface Timed {
  readonly recorder?: string | undefined;
  readonly atMs: number;
}

/** One recorder of the history: a process with a clock, whose records stand in the order in which they happened. */
interface Recorder {
  readonly name: string;
  clockErrorMs: number;
  lastMs: number;
  sends: number;
  hasHeader: boolean;
  hasEnded: boolean;
}

/**
 * Who recorded, and what their clocks are worth. Within a recorder the order of the file is the order of happening, and times must not
 * run against it. Between recorders only times count, and only beyond what their clocks may be off.
 */
export class Clocks {
  readonly #contradictions: Contradictions;
  readonly #recorders = new Map<string, Recorder>();
  #last: Recorder | undefined;
  #latestMs = -Infinity;
  #run: string | undefined;
  /** The recorder of records that name none. */
  #unnamed = "";
  /** Records that come so late in the history that its recorders cannot have been merged by time. */
  unmerged = 0;

  constructor(contradictions: Contradictions) {
    this.#contradictions = contradictions;
  }

  /** The name of the first recorder. */
  get first(): string | undefined {
    const [name] = this.#recorders.keys();
    return name;
  }

  /** Whether there is more than one clock. */
  isMany = false;

  /** The most by which two clocks may differ; 0 with one clock. */
  get errorMs(): number {
    if (!this.isMany) return 0;
    let [first, second] = [0, 0];
    for (const { clockErrorMs } of this.#recorders.values()) {
      if (clockErrorMs >= first) [first, second] = [clockErrorMs, first];
      else if (clockErrorMs > second) second = clockErrorMs;
    }
    return first + second;
  }

  /** Takes note of who recorded a record, and when. */
  tick(atMs: number, recorder: string | undefined, type: HistoryRecord["type"]): void {
    const last = this.#last;
    if (last === undefined || recorder !== undefined || this.isMany) {
      this.#note(atMs, this.#recorder(recorder ?? this.#unnamed), type);
    } else if (atMs < last.lastMs || last.hasEnded) this.#note(atMs, last, type);
    else {
      last.lastMs = atMs;
      if (type === "send") last.sends += 1;
    }
  }

  /** Takes what a recorder says of itself. Records without a recorder are of the first that does. */
  declare({ version, run, clockErrorMs, recorder: name = "" }: HeaderRecord): void {
    if (this.#recorders.size === 0) this.#unnamed = name;
    const recorder = this.#recorder(name);
    this.#last = recorder;
    if (!knownVersions.has(version)) {
      this.#contradictions.add("a header of a version that is not known here", version);
    }
    if (recorder.hasHeader || recorder.lastMs > -Infinity) {
      this.#contradictions.add("a header that is not a recorder's first record", name);
    }
    if (run !== undefined) {
      this.#run ??= run;
      if (run !== this.#run)
        this.#contradictions.add("headers of two runs", `${this.#run}, ${run}`);
    }
    recorder.hasHeader = true;
    if (clockErrorMs !== undefined)
      recorder.clockErrorMs = clockErrorMs >= 0 ? clockErrorMs : Infinity;
  }

  /** Takes the end of a recorder, after `tick`. */
  end({ sent, recorder: name = this.#unnamed }: EndRecord): void {
    const recorder = this.#recorder(name);
    recorder.hasEnded = true;
    if (sent === undefined || sent === recorder.sends) return;
    this.#contradictions.add(
      "an end that counts other sends",
      `${sent}, recorded ${recorder.sends}`,
    );
  }

  /** Whether every recorder came to its end. */
  get hasEnded(): boolean {
    for (const { hasEnded } of this.#recorders.values()) if (!hasEnded) return false;
    return this.#recorders.size > 0;
  }

  /** Whether two moments of two recorders are so near that their order is not known. */
  isNear(one: string, oneMs: number, other: string, otherMs: number): boolean {
    if (one === other) return false;
    const errorMs = this.#recorder(one).clockErrorMs + this.#recorder(other).clockErrorMs;
    return Math.abs(oneMs - otherMs) <= errorMs;
  }

  recorderOf({ recorder }: Timed): string {
    return recorder ?? this.#unnamed;
  }

  /** Whether a record surely was made before another, by their times: both of one recorder, in this order, or further apart than bounds. */
  isSurelyBefore(one: Timed, other: Timed): boolean {
    const [name, otherName] = [this.recorderOf(one), this.recorderOf(other)];
    return (
      name === otherName ||
      (one.atMs < other.atMs && !this.isNear(name, one.atMs, otherName, other.atMs))
    );
  }

  #recorder(name: string): Recorder {
    let recorder = this.#recorders.get(name);
    if (recorder === undefined) {
      recorder = {
        name,
        clockErrorMs: Infinity,
        lastMs: -Infinity,
        sends: 0,
        hasHeader: false,
        hasEnded: false,
      };
      this.#recorders.set(name, recorder);
      this.isMany = this.#recorders.size > 1;
    }
    return recorder;
  }

  #note(atMs: number, recorder: Recorder, type: HistoryRecord["type"]): void {
    this.#last = recorder;
    if (recorder.hasEnded) {
      const kind = type === "end" ? "a second end" : "records after the end";
      this.#contradictions.add(kind, `${type} at ${atMs} ms`);
    }
    if (atMs < recorder.lastMs) {
      const example = `${type} at ${atMs} ms after one at ${recorder.lastMs} ms`;
      this.#contradictions.add("times that run against the order of the records", example);
    } else recorder.lastMs = atMs;
    if (type === "send") recorder.sends += 1;
    if (!this.isMany) return;
    if (atMs > this.#latestMs) this.#latestMs = atMs;
    else if (this.#latestMs - atMs > this.errorMs) this.unmerged += 1;
  }
}
