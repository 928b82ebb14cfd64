/** How a comparison's conclusions stand when each assumption of the model is taken otherwise. Plain data, part of `result.json`. */
import { comparisonsOf } from "./comparison-figures.ts";
import type { RunResult } from "./run-result.ts";
import { statementsOf } from "./statements.ts";

export interface Sensitivity {
  readonly comparison: string;
  /** What was tried, each by itself. */
  readonly variations: readonly Variation[];
  readonly statements: readonly TriedStatement[];
  /** Assumptions that were not varied, and why. */
  readonly untried: readonly Untried[];
}

/** One assumption taken otherwise. */
export interface Variation {
  readonly assumption: string;
  /** `halved`, `doubled`, or the name of an alternative. */
  readonly label: string;
  /** The scenarios that were run again with it; the figures of the others stay. */
  readonly runs: readonly string[];
}

export interface TriedStatement {
  readonly says: string;
  /** Where it does not hold; empty: it holds in every variation. */
  readonly changes: readonly Change[];
}

export interface Change {
  readonly assumption: string;
  readonly label: string;
  /** What is so instead. */
  readonly instead: string;
}

export interface Untried {
  readonly assumption: string;
  readonly why: string;
}

/** A variation with the runs that were done with it. */
export interface Varied {
  readonly assumption: string;
  readonly label: string;
  readonly runs: readonly RunResult[];
}

/** Holds what the runs of a comparison say against the same with some of them replaced. */
export function sensitivityOf(
  comparison: string,
  runs: readonly RunResult[],
  varied: readonly Varied[],
  untried: readonly Untried[],
): Sensitivity | undefined {
  const base = figuresOf(comparison, runs);
  if (base === undefined) return undefined;
  const others = varied.map((variation) => ({
    variation,
    figures: figuresOf(comparison, [...variation.runs, ...runs]),
  }));
  return {
    comparison,
    variations: varied.map(({ assumption, label, runs: again }) => ({
      assumption,
      label,
      runs: again.map(({ name }) => name),
    })),
    statements: statementsOf(base).map(({ says, insteadIn }) => ({
      says,
      changes: others.flatMap(({ variation: { assumption, label }, figures }) => {
        const instead = figures && insteadIn(figures);
        return instead === undefined ? [] : [{ assumption, label, instead }];
      }),
    })),
    untried,
  };
}

/** Of several runs of one design and phase the first counts. */
function figuresOf(comparison: string, runs: readonly RunResult[]) {
  return comparisonsOf(runs).find(({ name }) => name === comparison);
}
