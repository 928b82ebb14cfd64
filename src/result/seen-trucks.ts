/** The same trucks twice: as a consumer saw them that got their events in order, and as one saw them that did not. */
import type { RunResult, Track } from "./run-result.ts";

export interface SeenTrucks {
  readonly kept: SeenRun | undefined;
  readonly lost: SeenRun | undefined;
}

export interface SeenRun {
  /** Whose trucks they are. */
  readonly run: RunResult;
  /** Put in order for want of a run that kept it: how they drove, not what a consumer saw. */
  readonly isAsDriven: boolean;
  readonly tracks: readonly Track[];
}

/** How often a truck went back in time: an event took effect right after a later one. */
export function jumpsBack({ positions }: Track): number {
  return positions.filter(({ seq }, index) => index > 0 && seq < positions[index - 1]!.seq).length;
}

/** Of all runs, those that show it best; undefined when no run says where its trucks were. */
export function seenTrucks(runs: readonly RunResult[]): SeenTrucks | undefined {
  const shown = runs.filter(({ tracks = [] }) => tracks.length > 0);
  const [worst] = shown.filter(hasJumps).toSorted((a, b) => jumpsOf(b) - jumpsOf(a));
  const kept = shown.filter((run) => !hasJumps(run) && run.verdict.verdict !== "invalid");
  if (worst === undefined) {
    const [first] = kept;
    return first && { kept: seen(first, first.tracks!), lost: undefined };
  }
  const twins = kept
    .filter((run) => sameTracks(worst, run).length > 0)
    .toSorted((a, b) => likeness(b, worst) - likeness(a, worst));
  const [twin] = twins;
  if (twin === undefined) {
    const driven = worst.tracks!.map(inOrder);
    return { kept: { ...seen(worst, driven), isAsDriven: true }, lost: seen(worst, worst.tracks!) };
  }
  const keys = sameTracks(worst, twin);
  const ofKeys = (run: RunResult) => keys.map((key) => run.tracks!.find((one) => one.key === key)!);
  return { kept: seen(twin, ofKeys(twin)), lost: seen(worst, ofKeys(worst)) };
}

function seen(run: RunResult, tracks: readonly Track[]): SeenRun {
  return { run, tracks, isAsDriven: false };
}

function hasJumps(run: RunResult): boolean {
  return jumpsOf(run) > 0;
}

function jumpsOf({ tracks = [] }: RunResult): number {
  return tracks.reduce((sum, track) => sum + jumpsBack(track), 0);
}

/** Trucks that drive the same way in both. */
function sameTracks(one: RunResult, other: RunResult): readonly string[] {
  return one.tracks!.flatMap((track) => {
    const twin = other.tracks!.find(({ key }) => key === track.key);
    return twin !== undefined && sameWay(track, twin) ? [track.key] : [];
  });
}

/** What the two have in common lies at the same places. */
function sameWay(one: Track, other: Track): boolean {
  const places = new Map(one.positions.map((place) => [place.seq, place]));
  return other.positions.every(({ seq, lat, lon }) => {
    const place = places.get(seq);
    return place === undefined || (place.lat === lat && place.lon === lon);
  });
}

function likeness(one: RunResult, other: RunResult): number {
  const [a, b] = [one.setup?.scenario.compared, other.setup?.scenario.compared];
  if (a === undefined || a.comparison !== b?.comparison) return 0;
  return a.phase === b.phase ? 2 : 1;
}

function inOrder(track: Track): Track {
  return { ...track, positions: track.positions.toSorted((a, b) => a.seq - b.seq) };
}
