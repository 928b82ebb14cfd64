import { Recent } from "../client/tap/recent.ts";
import type { ShardLineage } from "../emulator/emulator.ts";
import type { Request, Sight } from "../emulator/host/witness.ts";
import type { HistorySink } from "../history/record.ts";
import { Channel, type ChannelOptions, type Reader, type Stored } from "./channel.ts";
import type { Members } from "./members.ts";
import type { Naming } from "./naming.ts";

/** A history that is being written. */
export interface HistoryFile extends HistorySink {
  readonly close: () => void;
}

export interface RecorderOptions {
  readonly naming: Naming;
  /** Whether a delete stands for the end of a handler's work. */
  readonly isHandledWhenDeleted: boolean;
  /** The only stream or queue that is recorded. Default: all. */
  readonly only: string | undefined;
  /** When the server began, in milliseconds since the epoch. */
  readonly startMs: number;
  /** Begins a file for a stream or queue. `turn` is 2 if there was one of the same name before, and so on. */
  readonly open: (channel: string, turn: number) => HistoryFile;
  readonly warn: (text: string) => void;
}

/** What a recorder asks the server. */
export interface Server {
  readonly nowMs: () => number;
  readonly shardsOf: (stream: string) => readonly ShardLineage[];
  readonly waitingIn: (queue: string) => number | undefined;
}

/** A request with members, whatever they are. */
export interface Seen extends Request {
  readonly input: Members;
}

/** What is told of the requests for one action. */
export type Look = (recordings: Recordings, request: Seen) => Sight | undefined;

/** What is remembered of iterators, receipt handles and dead letters; older ones have expired, or nobody has them. */
const most = 500_000;

/** A place to read on from. */
interface Reading {
  readonly stream: string;
  readonly shard: string;
}

interface Recording {
  readonly channel: Channel;
  readonly file: HistoryFile;
}

/** The histories that are being written, and what has to be known between one request and the next. */
export class Recordings {
  readonly iterators = new Recent<string, Reading>(most);
  /** What each receipt handle was given for, and to whom. */
  readonly handles = new Recent<string, { readonly stored: Stored; readonly reader: Reader }>(most);
  /** Ids of messages that the service itself moved to another queue: there nobody sent them. */
  readonly deadLetters = new Recent<string, true>(most);
  readonly #options: RecorderOptions;
  readonly #byName = new Map<string, Recording>();
  readonly #turns = new Map<string, number>();
  #server: Server | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  attach(server: Server): void {
    this.#server = server;
  }

  /** The history of a stream or queue, begun if there is none; undefined if it is not to be recorded. */
  channel(name: string, kind: ChannelOptions["kind"]): Channel | undefined {
    const { only } = this.#options;
    if (name === "" || (only !== undefined && only !== name)) return undefined;
    return (this.#byName.get(name) ?? this.#begin(name, kind)).channel;
  }

  /** The same, if it was begun. */
  known(name: string): Channel | undefined {
    return this.#byName.get(name)?.channel;
  }

  /** Has a stream's history know a shard, and whatever shards there are by now. */
  learnShard(channel: Channel, shard: string): void {
    if (channel.knowsLane(shard)) return;
    channel.learnLanes(this.#server?.shardsOf(channel.name) ?? []);
  }

  /** An instant, given in seconds since the epoch, on the clock of the histories. */
  atMs(seconds: number): number {
    return seconds * 1000 - this.#options.startMs;
  }

  /** The stream or queue is gone, or its messages are: its history ends, and what comes after is another. */
  end(name: string): void {
    this.#end(name, undefined);
  }

  /** The server ends. */
  endAll(): void {
    for (const [name, { channel }] of this.#byName) {
      this.#end(name, channel.isStream ? undefined : this.#server?.waitingIn(name));
    }
  }

  #end(name: string, waiting: number | undefined): void {
    const recording = this.#byName.get(name);
    if (recording === undefined) return;
    this.#byName.delete(name);
    recording.channel.end(waiting);
    recording.file.close();
  }

  #begin(name: string, kind: ChannelOptions["kind"]): Recording {
    const { naming, isHandledWhenDeleted, startMs, open, warn } = this.#options;
    const turn = (this.#turns.get(name) ?? 0) + 1;
    this.#turns.set(name, turn);
    const file = open(name, turn);
    const channel = new Channel({
      name,
      kind,
      sink: file,
      naming,
      isHandledWhenDeleted,
      nowMs: () => (this.#server?.nowMs() ?? startMs) - startMs,
      began: new Date(startMs).toISOString(),
      warn: (text) => warn(`${name}: ${text}`),
    });
    const recording = { channel, file };
    this.#byName.set(name, recording);
    return recording;
  }
}
