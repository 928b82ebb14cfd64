/**
 * When to choose which design, in three sentences that are computed from the figures of a comparison: latency, slower handlers, larger
 * fleets. Designs are not ranked by a difference that the published measurements do not bear out: then the sentence says "open".
 */
import { counted } from "../counted.ts";
import type { ComparisonFigures, DesignFigures } from "./comparison-figures.ts";
import { listed } from "./short-names.ts";

/**
 * By how much two medians must differ to be ranked: published send latencies of one service differ by this factor from one source to the
 * next (12 to 35 ms for a put, 10 to 25 ms for a send: facts/evidence, latency).
 */
export const rankingFactor = 2.5;
const largeFleet = 10_000;

export function adviceOn(figures: ComparisonFigures): readonly string[] {
  const ordered = figures.designs.filter(({ order }) => order === "kept");
  if (ordered.length === 0)
    return ["No design kept the order of every truck: none can be advised."];
  return [
    latencySentence(figures),
    handlerSentence(figures, ordered),
    fleetSentence(figures, ordered),
  ].filter((sentence) => sentence !== undefined);
}

/** What there is to choose from for the fleet as it is. */
export interface Choice {
  /** Those that keep the order and cannot be told from the quickest, the quickest first; empty: no latency is known. */
  readonly quickest: readonly DesignFigures[];
  /** The quickest of the others that keep it. */
  readonly slower: DesignFigures | undefined;
  /** Those that keep it, and do not keep up. */
  readonly behind: readonly DesignFigures[];
  readonly cheapest: DesignFigures | undefined;
  readonly lost: readonly DesignFigures[];
}

export function choiceOf({ designs }: ComparisonFigures): Choice {
  const ordered = designs.filter(({ order }) => order === "kept");
  const known = ordered
    .filter(({ e2eP50Ms }) => e2eP50Ms !== undefined)
    .toSorted((a, b) => a.e2eP50Ms! - b.e2eP50Ms!);
  const mostMs = (known[0]?.e2eP50Ms ?? 0) * rankingFactor;
  const quickest = known.filter(({ e2eP50Ms }) => e2eP50Ms! <= mostMs);
  const [cheapest] = ordered
    .filter(({ costUsdPerMillion, isBehind }) => costUsdPerMillion !== undefined && !isBehind)
    .toSorted((a, b) => a.costUsdPerMillion! - b.costUsdPerMillion!);
  const lost = designs.filter(({ order }) => order === "lost");
  const behind = ordered.filter(({ isBehind }) => isBehind);
  return { quickest, slower: known[quickest.length], behind, cheapest, lost };
}

function latencySentence(figures: ComparisonFigures): string | undefined {
  const { trucks, handlerMs, designs } = figures;
  const names = namer(designs);
  const { quickest, slower, behind, cheapest, lost } = choiceOf(figures);
  const [first] = quickest;
  if (first === undefined) return undefined;
  return (
    [
      `${counted(trucks, "truck")}, handler ${ms(handlerMs)}: quickest ${names(quickest)} (median ${ms(first.e2eP50Ms)}${quickest.length === 1 ? "" : ` to ${ms(quickest.at(-1)!.e2eP50Ms)}: open`})`,
      ...(slower === undefined ? [] : [`the others from ${ms(slower.e2eP50Ms)}`]),
      ...(behind.length === 0 ? [] : [`ever further behind: ${names(behind)}`]),
      ...(cheapest === undefined
        ? []
        : [`cheapest ${cheapest.design} ($${cheapest.costUsdPerMillion!.toFixed(2)}/M)`]),
      ...(lost.length === 0 ? [] : [`never ${names(lost)}: order lost`]),
    ].join("; ") + "."
  );
}

/** Of its time, what a handler has for events: the rest goes into receiving them and telling that they are done. */
const busyShare = 0.9;

/** Up to which handler each keeps up. Of a queue's receive with several messages all others wait for the first. */
function handlerSentence(figures: ComparisonFigures, ordered: readonly DesignFigures[]): string {
  const names = namer(figures.designs);
  const limits = [...groupBy(ordered, (design) => handlerLimitMs(design, figures))].sort(
    ([a], [b]) => b - a,
  );
  const texts = limits.map(
    ([limitMs, some]) =>
      `${names(some)} up to ${ms(limitMs)}${some.every(({ receivesSeveral }) => receivesSeveral) ? ", one message a receive" : ""}`,
  );
  const perTruckMs = (figures.trucks / figures.busyPerS) * 1000;
  return `Slower handlers: ${texts.join("; ")}; above ${ms(roundDown(busyShare * perTruckMs))} none: each truck alone sends every ${ms(perTruckMs)}.`;
}

/**
 * Handlers at work divided by the rate, and never more than one event of a truck at a time. Lanes are filled unevenly, and the fullest is
 * the first to fall behind: of a stream, the rate at which that was seen says more, as long as it was handlers that gave first.
 */
function handlerLimitMs(
  design: DesignFigures,
  { trucks, busyPerS, handlerMs }: ComparisonFigures,
): number {
  const { service, workers, keptUpPerS, gaveFirst } = design;
  const shareMs = (busyShare * 1000) / busyPerS;
  const isSeen = service === "kinesis" && gaveFirst === "consumers" && handlerMs > 0;
  const workersMs = isSeen
    ? (handlerMs * keptUpPerS!) / busyPerS
    : workers * evenness(design, trucks) * shareMs;
  const limitMs = roundDown(Math.min(workersMs, trucks * shareMs));
  // What is a millisecond apart is the same.
  return limitMs < 10 ? limitMs : limitMs - (limitMs % 5);
}

/** The mean number of keys of a shard by that of the fullest; 1 for a queue, whose consumers take from all. */
function evenness({ service, keysPerLane, said }: DesignFigures, trucks: number): number {
  const shards = said.mbPerS;
  if (service !== "kinesis" || keysPerLane === undefined || shards === undefined) return 1;
  return trucks / shards / keysPerLane.most;
}

/** How large a fleet each can write at this rate per truck, by what was measured, and what else that fleet takes. */
function fleetSentence(
  { trucks, busyPerS, handlerMs, designs }: ComparisonFigures,
  ordered: readonly DesignFigures[],
): string | undefined {
  const names = namer(designs);
  const perTruck = busyPerS / trucks;
  const known = ordered.filter(({ ceilingPerS }) => ceilingPerS !== undefined);
  if (known.length === 0) return undefined;
  const takes = groupBy(known, ({ ceilingPerS }) => roundDown(ceilingPerS! / perTruck));
  const texts = [...takes]
    .sort(([a], [b]) => b - a)
    .map(
      ([fleet, some]) =>
        `${names(some)} ${count(fleet)}${some.every(({ isCeilingQuota }) => isCeilingQuota) ? "" : " or more"}`,
    );
  const largePerS = largeFleet * perTruck;
  const handlers = Math.ceil((largePerS * handlerMs) / 1000);
  const atOnce = handlers > 1 ? `, and ${count(handlers)} handlers at once` : "";
  return `Larger fleets, in trucks: ${texts.join("; ")}; ${count(largeFleet)} take ${counted(Math.ceil(largePerS / 1000), "shard")} or more, or high-throughput FIFO${atOnce}.`;
}

/** Two digits that can be relied on. */
function roundDown(value: number): number {
  const unit = 10 ** Math.max(0, String(Math.floor(value)).length - 2);
  return Math.floor((value * 1.005) / unit) * unit;
}

function groupBy(
  designs: readonly DesignFigures[],
  keyOf: (design: DesignFigures) => number,
): Map<number, DesignFigures[]> {
  const groups = new Map<number, DesignFigures[]>();
  for (const design of designs) {
    const key = Math.round(keyOf(design));
    groups.set(key, [...(groups.get(key) ?? []), design]);
  }
  return groups;
}

function namer(all: readonly DesignFigures[]): (some: readonly DesignFigures[]) => string {
  const names = all.map(({ design }) => design);
  return (some) =>
    listed(
      some.map(({ design }) => design),
      names,
    );
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function ms(value: number | undefined): string {
  if (value === undefined) return "unknown";
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(0)} s`;
}
