import type { HistoryRecord } from "../../../src/history/record.ts";

/** How far each recorder's clock may be off; one without a bound may be off by any amount. */
export function clockErrors(records: readonly HistoryRecord[]): Map<string, number> {
  const errors = new Map<string, number>();
  for (const record of records) {
    const name = record.recorder ?? "";
    const known = errors.get(name) ?? Infinity;
    errors.set(name, record.type === "header" ? (record.clockErrorMs ?? known) : known);
  }
  return errors;
}

/** The most by which two of the clocks may differ; 0 if there is one. */
export function largestError(errors: ReadonlyMap<string, number>): number {
  if (errors.size < 2) return 0;
  const [first, second] = [...errors.values()].toSorted((a, b) => b - a);
  return first! + second!;
}
