/**
 * When to choose which design, in three sentences that are computed from the figures of a comparison: latency, slower handlers, larger
 * fleets. Designs are not ranked by a difference that the published measurements do not bear out: then the sentence says "open".
 */
import type { ComparisonFigures, DesignFigures } from "./comparison-figures.ts";

/**
 * By how much two medians must differ to be ranked: published send latencies of one service differ by this factor from one source to the
 * next (12 to 35 ms for a put, 10 to 25 ms for a send: facts/evidence, latency).
 */
const rankingFactor = 2.5;
const largeFleet = 10_000;

export function adviceOn(figures: ComparisonFigures): readonly string[] {
  const ordered = figures.designs.filter(({ order }) => order === "kept");
  if (ordered.length === 0)
    return ["No design kept the order of every truck: none can be advised."];
  return [
    latencySentence(figures, ordered),
    handlerSentence(figures, ordered),
    fleetSentence(figures, ordered),
  ].filter((sentence) => sentence !== undefined);
}

/** For the fleet as it is. */
function latencySentence(
  { trucks, handlerMs, designs }: ComparisonFigures,
  ordered: readonly DesignFigures[],
): string | undefined {
  const known = ordered
    .filter(({ e2eP50Ms }) => e2eP50Ms !== undefined)
    .toSorted((a, b) => a.e2eP50Ms! - b.e2eP50Ms!);
  const [first] = known;
  if (first === undefined) return undefined;
  const level = known.filter(({ e2eP50Ms }) => e2eP50Ms! <= first.e2eP50Ms! * rankingFactor);
  const rest = known.filter((one) => !level.includes(one));
  const cheapest = ordered
    .filter(({ costUsdPerMillion }) => costUsdPerMillion !== undefined)
    .toSorted((a, b) => a.costUsdPerMillion! - b.costUsdPerMillion!)[0];
  const lost = designs.filter(({ order }) => order === "lost").map(({ design }) => design);
  const ranked =
    level.length === 1
      ? `${first.design} is quickest (median ${ms(first.e2eP50Ms)})`
      : `${names(level)} are quickest (medians ${ms(first.e2eP50Ms)} to ${ms(level.at(-1)!.e2eP50Ms)}; which of them: open)`;
  const others = rest.length === 0 ? "" : `, ${names(rest)} slower (from ${ms(rest[0]!.e2eP50Ms)})`;
  const cost =
    cheapest === undefined
      ? ""
      : `; ${cheapest.design} is cheapest ($${cheapest.costUsdPerMillion!.toFixed(2)}/M)`;
  const broken = lost.length === 0 ? "" : `; not ${lost.join(", ")}: order lost`;
  return `${trucks} trucks, handler ${ms(handlerMs)}: ${ranked}${others}${cost}${broken}.`;
}

/** Up to which handler each keeps up: workers divided by the rate, and never more than one event of a truck at a time. */
function handlerSentence(
  { trucks, eventsPerS }: ComparisonFigures,
  ordered: readonly DesignFigures[],
): string {
  const perTruckMs = (trucks / eventsPerS) * 1000;
  const limits = groupBy(ordered, ({ workers }) =>
    Math.min((workers / eventsPerS) * 1000, perTruckMs),
  );
  const texts = [...limits]
    .sort(([a], [b]) => b - a)
    .map(([limitMs, designs]) => `${names(designs)} up to ${ms(limitMs)}`);
  return `A slower handler: ${texts.join("; ")}; beyond ${ms(perTruckMs)} none, since a truck's next event comes before the last is done.`;
}

/** How large a fleet each takes at this rate per truck, by what was measured. */
function fleetSentence(
  { trucks, eventsPerS }: ComparisonFigures,
  ordered: readonly DesignFigures[],
): string | undefined {
  const perTruck = eventsPerS / trucks;
  const known = ordered.filter(({ ceilingPerS }) => ceilingPerS !== undefined);
  if (known.length === 0) return undefined;
  const takes = groupBy(known, ({ ceilingPerS }) => roundDown(ceilingPerS! / perTruck));
  const texts = [...takes]
    .sort(([a], [b]) => b - a)
    .map(([fleet, designs]) => `${names(designs)} ${fleet.toLocaleString("en-US")}`);
  const enough = known.filter(({ ceilingPerS }) => ceilingPerS! >= largeFleet * perTruck);
  const shards = Math.ceil((largeFleet * perTruck) / 1000);
  const large =
    enough.length > 0
      ? `${largeFleet.toLocaleString("en-US")} take ${names(enough)}, or ${shards} shards and more`
      : `${largeFleet.toLocaleString("en-US")} take at least ${shards} shards, or a FIFO queue in high-throughput mode where its Region allows that many`;
  return `Trucks at ${perTruck.toFixed(perTruck < 1 ? 2 : 0)}/s each, written at most: ${texts.join("; ")}; ${large}.`;
}

/** Two digits that can be relied on. */
function roundDown(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
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

function names(designs: readonly DesignFigures[]): string {
  return designs.map(({ design }) => design).join(", ");
}

function ms(value: number | undefined): string {
  if (value === undefined) return "unknown";
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(0)} s`;
}
