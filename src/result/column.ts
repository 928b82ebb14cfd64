import type { FigureColumn } from "../scenario/figures.ts";
import type { RunResult } from "./run-result.ts";

/** One cell; undefined where a column has nothing to say of a run. Numbers are rounded as their column says. */
export type Cell = string | number | boolean | undefined;

/**
 * What a column is about.
 * `identity`: which run it is. `asked`: what the scenario asked for. `state`: how the run ended. `order`: the judgement on order.
 * The others: figures.
 */
export type About =
  | "identity"
  | "asked"
  | "state"
  | "order"
  | "traffic"
  | "latency"
  | "cost"
  | "client";

/** A column of summary.csv. */
export interface Column<Value extends Cell = Cell> {
  readonly about: About;
  /** A sentence without its end: what it says. */
  readonly says: string;
  readonly holds: FigureColumn["holds"];
  readonly of: (run: RunResult) => Value | undefined;
  readonly services?: NonNullable<FigureColumn["services"]>;
}

/** An empty text says nothing. */
export function text(about: About, says: string, of: Column<string>["of"]): Column<string> {
  return { about, says, holds: "text", of: (run) => of(run) || undefined };
}

export function flag(about: About, says: string, of: Column<boolean>["of"]): Column<boolean> {
  return { about, says, holds: "flag", of };
}

/** Rounded, so that no figure claims more than it knows; nothing where there is no number. */
export function number(
  about: About,
  says: string,
  of: Column<number>["of"],
  decimals = 3,
): Column<number> {
  const rounded = (run: RunResult): number | undefined => {
    const value = of(run);
    return value === undefined || !Number.isFinite(value)
      ? undefined
      : Number(value.toFixed(decimals));
  };
  return { about, says, holds: "number", of: rounded };
}

/** A column that only these services have. */
export function only<Value extends Cell>(
  services: NonNullable<FigureColumn["services"]>,
  column: Column<Value>,
): Column<Value> {
  return { ...column, services };
}
