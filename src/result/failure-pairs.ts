/**
 * The failure library's runs as pairs: a design that breaks, and its cures. A pair is known by its names: `<what>-breaks` and
 * `<what>-holds`, with `-<how>` behind it where there are several of a side.
 */
import type { BrokenKey, FigureResult, RunResult } from "./run-result.ts";
import { anomalyKinds } from "./run-result.ts";

export interface FailurePair {
  /** `crash-before-checkpoint`. */
  readonly what: string;
  readonly breaks: readonly FailureSide[];
  readonly holds: readonly FailureSide[];
}

/** One design of a pair; of several seeds, the first. */
export interface FailureSide {
  readonly name: string;
  /** What happens, or the cure, in a sentence. */
  readonly summary: string;
  /** What was found to be wrong, in words: anomalies with their counts, or the figures that it is about; `none`. */
  readonly found: string;
  readonly figures: SideFigures;
  /** A truck around the place where its order broke; absent where nothing did. */
  readonly broken?: BrokenKey;
  /** Behind `convoy`. */
  readonly replay: readonly string[];
}

/** Undefined: there is no such figure, as of latencies of a saturated run. */
export interface SideFigures {
  readonly eventsPerS: number;
  readonly e2eP50Ms: number | undefined;
  readonly e2eP99Ms: number | undefined;
  readonly active: number;
  readonly costUsdPerMillion: number | undefined;
}

const sideName = /^(.+)-(breaks|holds)(?:-.+)?$/;

/** Every pair that the runs belong to and both sides of which were run, in the order of its name. */
export function failurePairsOf(runs: readonly RunResult[]): readonly FailurePair[] {
  const pairs = new Map<string, Record<"breaks" | "holds", FailureSide[]>>();
  for (const run of runs) {
    const [, what, side] = sideName.exec(run.name) ?? [];
    if (what === undefined || (side !== "breaks" && side !== "holds")) continue;
    const pair = pairs.get(what) ?? { breaks: [], holds: [] };
    pairs.set(what, pair);
    if (pair[side].every(({ name }) => name !== run.name)) pair[side].push(sideOf(run, side));
  }
  return [...pairs]
    .map(([what, { breaks, holds }]) => ({
      what,
      breaks: breaks.toSorted(byLength),
      holds: holds.toSorted(byLength),
    }))
    .filter(({ breaks, holds }) => breaks.length > 0 && holds.length > 0);
}

/** The one without a variant behind its name first. */
function byLength(a: FailureSide, b: FailureSide): number {
  return a.name.length - b.name.length || (a.name < b.name ? -1 : 1);
}

/** What a cure is called: its summary up to the first colon. */
export function cureOf({ summary }: FailureSide): string {
  return summary.split(":")[0]!.replace(/\.$/, "");
}

function sideOf(run: RunResult, side: "breaks" | "holds"): FailureSide {
  const { name, setup, brokenKeys, metrics, costUsd, expectations } = run;
  const { endToEnd } = metrics.latency;
  const isKnown = !metrics.saturated;
  const asked = expectations.flatMap((one) => (one.kind === "anomaly" ? one.anomaly : []));
  const broken = brokenKeys.find(({ kind }) => asked.some((anomaly) => anomaly === kind));
  return {
    name,
    summary: setup?.scenario.summary ?? name,
    found: foundIn(run, side),
    figures: {
      eventsPerS: metrics.rates.consumeEventsPerSecond,
      e2eP50Ms: isKnown ? endToEnd.p50Ms : undefined,
      e2eP99Ms: isKnown ? endToEnd.p99Ms : undefined,
      active: metrics.parallelism.consumersActiveMax,
      costUsdPerMillion: costUsd === undefined ? undefined : (costUsd / metrics.counts.acked) * 1e6,
    },
    ...(broken !== undefined && { broken }),
    replay: setup?.replay ?? [],
  };
}

/** Of a design that breaks without an anomaly, the figures that it is about. */
function foundIn({ verdict, expectations }: RunResult, side: "breaks" | "holds"): string {
  const { counts, setAside } = verdict;
  const kinds = anomalyKinds.filter((kind) => counts[kind] > 0);
  const aside = [
    ...(setAside.deadLettered > 0 ? [`${setAside.deadLettered} dead-lettered`] : []),
    ...(setAside.discarded > 0 ? [`${setAside.discarded} discarded`] : []),
  ];
  const anomalies = [...kinds.map((kind) => `${counts[kind]} ${kind}`), ...aside];
  if (anomalies.length > 0) return anomalies.join(", ");
  if (verdict.verdict !== "valid") return `verdict ${verdict.verdict}`;
  if (side === "holds") return "none";
  const figures = expectations.flatMap((one) => (one.kind === "figure" ? [figureText(one)] : []));
  return figures.length === 0 ? "none" : figures.join(", ");
}

function figureText({ column, found = "none" }: FigureResult): string {
  return `${column} ${typeof found === "number" ? Math.round(found * 100) / 100 : found}`;
}
