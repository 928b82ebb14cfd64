/** How a line of a chart is told from the others: by its colour and, for who does not see it, by its dashes. */
export interface LineStyle {
  readonly color: string;
  readonly dash: string;
  /** Of the line, where it is not the usual one. */
  readonly width?: number;
}

export const usualWidth = 2;
/** Of a variant beside the design that it is one of. */
export const thinWidth = 1.2;

const colors = 8;
const dashes = ["none", "6 3", "2 3", "8 3 2 3"] as const;

/** The page's style has the colours, light and dark. */
export function lineStyle(index: number): LineStyle {
  return {
    color: `var(--s${(index % colors) + 1})`,
    dash: dashes[index % dashes.length]!,
  };
}
