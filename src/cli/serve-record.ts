import { parse } from "node:path";

import type { Emulator } from "../emulator/emulator.ts";
import { wakerOf } from "../emulator/host/waker.ts";
import { InputError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import { jsonPath, type JsonPath } from "../recording/json-path.ts";
import { Recorder } from "../recording/recorder.ts";
import type { HistoryFile } from "../recording/recordings.ts";
import { type HistoryOutput, openHistoryFile } from "../suite/history-output.ts";

export interface RecordOptions {
  readonly record?: string;
  readonly recordOnly?: string;
  readonly key?: string;
  readonly seq?: string;
  readonly handledWhenDeleted?: boolean;
  readonly regions: "one" | "separate";
}

/** What is recorded can be read so soon after. */
const flushEveryMs = 200;

/** The recorder that the options ask for, if they do. Files are written beside the one named, and told of on stderr. */
export function recorderOf(options: RecordOptions, startMs: number): Recording | undefined {
  const { record, recordOnly, key, seq, handledWhenDeleted = false, regions } = options;
  if (record === undefined) {
    const stray = Object.entries({ recordOnly, key, seq, handledWhenDeleted }).some(
      ([, value]) => value !== undefined && value !== false,
    );
    if (!stray) return undefined;
    throw new InputError(
      "--record-only, --key, --seq and --handled-when-deleted are about a history: say --record <file> too",
    );
  }
  if (regions === "separate") {
    throw new InputError(
      "--record knows streams and queues by their names: it needs --regions one",
    );
  }
  const naming = { key: pathOf("--key", key), seq: pathOf("--seq", seq) };
  return new Recording(record, (open) => ({
    naming,
    isHandledWhenDeleted: handledWhenDeleted,
    only: recordOnly,
    startMs,
    open,
    warn: (text) => console.error(`convoy: ${text}`),
  }));
}

type Open = (channel: string, turn: number) => HistoryFile;

export class Recording {
  readonly recorder: Recorder;
  readonly #path: string;
  readonly #outputs = new Set<HistoryOutput>();
  readonly #written: string[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(path: string, options: (open: Open) => ConstructorParameters<typeof Recorder>[0]) {
    this.#path = path;
    this.recorder = new Recorder(options((channel, turn) => this.#open(channel, turn)));
    this.#timer = setInterval(() => {
      for (const output of this.#outputs) output.flush();
    }, flushEveryMs);
    this.#timer.unref();
    // A path that cannot be written is known at once.
    const trial = openHistoryFile(path);
    const failure = trial.close();
    if (failure !== undefined) throw new InputError(failure);
  }

  attach(emulator: Emulator): void {
    const waker = wakerOf(emulator);
    this.recorder.attach({
      nowMs: () => waker.nowMs(),
      shardsOf: (stream) => emulator.shardsOf(stream, waker.nowMs()),
      waitingIn: (queue) => emulator.waitingIn(queue, waker.nowMs()),
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.recorder.close();
    for (const file of this.#written) {
      console.error(`judge it by: ${invocation(`verify ${file}`)}`);
    }
  }

  #open(channel: string, turn: number): HistoryFile {
    const file = this.#fileFor(channel, turn);
    console.error(`recording ${channel} in ${file}`);
    const output = openHistoryFile(file);
    this.#outputs.add(output);
    this.#written.push(file);
    const close = (): void => {
      this.#outputs.delete(output);
      const failure = output.close();
      if (failure !== undefined) console.error(`convoy: ${failure}`);
    };
    return { add: output.add, close };
  }

  /** The first one has the name that was given; others have their own in it. */
  #fileFor(channel: string, turn: number): string {
    if (this.#written.length === 0) return this.#path;
    const { dir, name, ext } = parse(this.#path);
    const part = turn === 1 ? channel : `${channel}.${turn}`;
    return `${dir === "" ? "" : `${dir}/`}${name}.${part}${ext}`;
  }
}

function pathOf(option: string, text: string | undefined): JsonPath | undefined {
  const path = text === undefined ? undefined : jsonPath(text);
  if (text === undefined || path !== undefined) return path;
  throw new InputError(`${option} ${text}: must be a path such as $.truck.id or fixes[0].n`);
}
