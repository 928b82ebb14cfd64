import type { Cell } from "./cell.ts";

/** A cell in a few words: what was kept or broken, in how many seeds, and the first that shows it. */
export function cellText({ seeds, broken, open, anomalies, hasRepeats }: Cell): string {
  const [first] = broken;
  if (first !== undefined) {
    return `**${anomalies.join(", ")}** ${broken.length}/${seeds}, seed ${first}`;
  }
  if (open.length > 0) return `open ${open.length}/${seeds}, seed ${open[0]}`;
  return hasRepeats ? "kept, repeats" : "kept";
}
