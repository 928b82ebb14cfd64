/** What a comparison says of its designs, as sentences that other figures can be held against. */
import { rankingFactor } from "./comparison-advice.ts";
import type { ComparisonFigures, DesignFigures } from "./comparison-figures.ts";
import { listed } from "./short-names.ts";

export interface Statement {
  readonly says: string;
  /** What is so in other figures of the same designs instead; undefined: the same. */
  readonly insteadIn: (figures: ComparisonFigures) => string | undefined;
}

/** By how much a figure that is stated may differ and still be as stated. */
const tolerance = 0.1;

export function statementsOf(figures: ComparisonFigures): readonly Statement[] {
  const { designs, lateS } = figures;
  const ordered = designs.filter(({ order }) => order === "kept");
  return [
    ...orderStatements(figures),
    ...behindStatement(figures),
    ...rankings(figures, ordered, "quicker, by the median", "ms", ({ e2eP50Ms }) => e2eP50Ms),
    ...rankings(
      figures,
      ordered,
      `quicker to work off what gathers in ${lateS ?? 0} s`,
      "s",
      ({ drainS }) => drainS,
    ),
    ...amounts(figures, "consumers at work at once", ({ consumersActive }) => consumersActive),
    ...amounts(figures, "events/s written at most", ({ isCeilingQuota, sustainedPerS }) =>
      isCeilingQuota ? sustainedPerS : undefined,
    ),
    ...leastWritten(figures),
    ...cheapest(ordered),
  ];
}

function orderStatements(figures: ComparisonFigures): readonly Statement[] {
  return (["kept", "lost"] as const).flatMap((order) => {
    const some = figures.designs.filter((design) => design.order === order);
    return among(figures, `order ${order}`, some, (other) =>
      other.order === order ? undefined : other.order,
    );
  });
}

function behindStatement(figures: ComparisonFigures): readonly Statement[] {
  return ([false, true] as const).flatMap((isBehind) => {
    const some = figures.designs.filter((design) => design.isBehind === isBehind);
    return among(figures, isBehind ? "ever further behind" : "keeps up", some, (other) =>
      other.isBehind === isBehind ? undefined : isBehind ? "keeps up" : "falls behind",
    );
  });
}

/** The first, and those that are not told from it, before all others. */
function rankings(
  figures: ComparisonFigures,
  ordered: readonly DesignFigures[],
  what: string,
  unit: string,
  of: (design: DesignFigures) => number | undefined,
): readonly Statement[] {
  const known = ordered
    .filter((design) => of(design) !== undefined)
    .toSorted((a, b) => of(a)! - of(b)!);
  const [first] = known;
  if (first === undefined) return [];
  const ahead = known.filter((design) => of(design)! <= of(first)! * rankingFactor);
  const after = known.slice(ahead.length);
  if (after.length === 0) return [];
  const names = namer(figures);
  return [
    {
      says: `${what}: ${names(ahead)} than ${names(after)}`,
      insteadIn: (other) => {
        const find = finder(other);
        const turned = ahead.flatMap((one) =>
          after.flatMap((two) => {
            const [a, b] = [find(one), find(two)].map((design) => design && of(design));
            if (a === undefined || b === undefined || a < b) return [];
            return [`${two.design} ${round(b)} ${unit}, ${one.design} ${round(a)} ${unit}`];
          }),
        );
        return turned.length === 0 ? undefined : turned.join("; ");
      },
    },
  ];
}

/** Designs of the same amount together. */
function amounts(
  figures: ComparisonFigures,
  what: string,
  of: (design: DesignFigures) => number | undefined,
): readonly Statement[] {
  const groups = Map.groupBy(
    figures.designs.filter((design) => of(design) !== undefined),
    (design) => round(of(design)!),
  );
  return [...groups].flatMap(([amount, some]) =>
    among(figures, `${amount} ${what}`, some, (other) => {
      const found = of(other);
      if (found === undefined) return "none known";
      return Math.abs(found - amount) <= amount * tolerance ? undefined : String(round(found));
    }),
  );
}

/** No quota held these: they wrote so much, and may more. */
function leastWritten(figures: ComparisonFigures): readonly Statement[] {
  return figures.designs.flatMap((design) => {
    const { sustainedPerS, isCeilingQuota } = design;
    if (sustainedPerS === undefined || isCeilingQuota) return [];
    const least = round(sustainedPerS);
    return among(figures, `${least} events/s written or more`, [design], (other) =>
      (other.sustainedPerS ?? 0) >= least * (1 - tolerance)
        ? undefined
        : String(round(other.sustainedPerS ?? 0)),
    );
  });
}

function cheapest(ordered: readonly DesignFigures[]): readonly Statement[] {
  const least = (designs: readonly DesignFigures[]) =>
    designs
      .filter(({ isBehind, costUsdPerMillion }) => !isBehind && costUsdPerMillion !== undefined)
      .toSorted((a, b) => a.costUsdPerMillion! - b.costUsdPerMillion!)[0];
  const first = least(ordered);
  if (first === undefined) return [];
  const priceOf = (design: DesignFigures) => design.costUsdPerMillion!;
  return [
    {
      says: `cheapest that keeps order: ${first.design}`,
      insteadIn: (other) => {
        const now = least(other.designs.filter(({ order }) => order === "kept"));
        const same = other.designs.find(({ design }) => design === first.design);
        if (now === undefined || same === undefined || same.order !== "kept") return "another";
        // At one price the first in the file is as good as any.
        const isSame = !same.isBehind && priceOf(same) <= priceOf(now) * (1 + tolerance);
        return isSame ? undefined : `${now.design} ($${priceOf(now).toFixed(2)}/M)`;
      },
    },
  ];
}

/** One statement of several designs; none of no design. */
function among(
  figures: ComparisonFigures,
  what: string,
  some: readonly DesignFigures[],
  insteadOf: (design: DesignFigures) => string | undefined,
): readonly Statement[] {
  if (some.length === 0) return [];
  return [
    {
      says: `${what}: ${namer(figures)(some)}`,
      insteadIn: (other) => {
        const find = finder(other);
        const different = some.flatMap((design) => {
          const now = find(design);
          const instead = now === undefined ? "not run" : insteadOf(now);
          return instead === undefined ? [] : [`${design.design}: ${instead}`];
        });
        return different.length === 0 ? undefined : different.join("; ");
      },
    },
  ];
}

function finder({ designs }: ComparisonFigures) {
  return ({ design }: DesignFigures) => designs.find((other) => other.design === design);
}

function namer({ designs }: ComparisonFigures) {
  const all = designs.map(({ design }) => design);
  return (some: readonly DesignFigures[]) =>
    listed(
      some.map(({ design }) => design),
      all,
    );
}

function round(value: number): number {
  return Math.round(value);
}
