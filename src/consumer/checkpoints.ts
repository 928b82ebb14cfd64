import type { HistoryRecord } from "../history/record.ts";

/** What a checkpoint store needs of its run. */
export interface CheckpointOptions {
  readonly app: string;
  /** At most one checkpoint of a lane in so many milliseconds; 0: whenever one is due. */
  readonly everyMs: number;
  readonly record: (record: HistoryRecord) => void;
}

interface Progress {
  /** Everything up to here is done, as far as the store knows. */
  position: string;
  storedAtMs: number;
}

/**
 * The checkpoint store of one application: how far it has come in each lane, kept when a consumer dies, as a KCL application keeps
 * it in DynamoDB. It is part of the run: writing takes no time and never fails.
 */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  readonly #lanes = new Map<string, Progress>();

  constructor(options: CheckpointOptions) {
    this.#options = options;
  }

  /** A consumer has come to this position; stored unless the last checkpoint of the lane is too young. */
  reach(lane: string, position: string, consumer: string, atMs: number): void {
    const { app, everyMs, record } = this.#options;
    const before = this.#lanes.get(lane);
    if (before !== undefined && atMs - before.storedAtMs < everyMs) return;
    this.#lanes.set(lane, { position, storedAtMs: atMs });
    record({ type: "commit", app, consumer, lane, position, scope: "through", atMs });
  }

  /** Where to go on in a lane; undefined where nothing was stored yet. */
  positionIn(lane: string): string | undefined {
    return this.#lanes.get(lane)?.position;
  }
}
