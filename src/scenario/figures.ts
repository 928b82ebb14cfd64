import type { Design } from "./scenario.ts";

/**
 * A column of summary.csv that a scenario may put a bound on. The table of columns is result/summary-row.ts, which lies above this
 * layer: whoever loads scenarios hands its `figureColumns` in.
 */
export interface FigureColumn {
  readonly name: string;
  /** `number`: takes `atLeast`, `atMost` and `is`; the others take `is`. */
  readonly holds: "number" | "text" | "flag";
  /** Services that have such a figure; absent: all. */
  readonly services?: readonly Design["service"][];
}
