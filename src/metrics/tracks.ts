/** A few keys of a run as a map of the consumer would have shown them: their positions in the order of the effects. */
import type { EffectRecord, HistoryRecord, HistorySink } from "../history/record.ts";

/** Effects that are remembered of a key. */
const mostPositions = 60;

export interface TrackPosition {
  readonly seq: number;
  /** When the effect was done. */
  readonly atMs: number;
  /** Degrees, WGS 84. */
  readonly lat: number;
  readonly lon: number;
}

export interface Track {
  readonly key: string;
  /** In the order in which they took effect, repeated ones too. */
  readonly positions: readonly TrackPosition[];
}

/** Where a key was at each of its first events, by seq. */
export type Route = readonly { readonly lat: number; readonly lon: number }[];

/** `app`: the application whose map it is. */
export class Tracks implements HistorySink {
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #app: string | undefined;
  readonly #positions = new Map<string, TrackPosition[]>();

  constructor(routes: ReadonlyMap<string, Route>, app: string | undefined) {
    this.#routes = routes;
    this.#app = app;
  }

  readonly add = (record: HistoryRecord): void => {
    if (record.type === "effect" && record.app === this.#app) this.#effect(record);
  };

  /** Keys of which nothing was done are left out. */
  close(): readonly Track[] {
    return [...this.#positions].map(([key, positions]) => ({ key, positions }));
  }

  #effect({ key, seq, atMs }: EffectRecord): void {
    const place = this.#routes.get(key)?.[seq];
    if (place === undefined) return;
    const positions = this.#positions.get(key) ?? [];
    this.#positions.set(key, positions);
    if (positions.length >= mostPositions) return;
    positions.push({ seq, atMs, lat: place.lat, lon: place.lon });
  }
}
