/**
 * Whether a run was saturated: its backlog still grew when the sending ended, so that every latency says only how long the run was.
 *
 * The method: over the second half of the sending phase a straight line is fitted to the backlog (due, not yet processed; due, not
 * yet acknowledged where nobody consumes). The run is saturated when the line rises by more than one second of offered load and
 * the backlog ends above two seconds of it. A backlog that a spike left and that shrinks again is not saturation. The limit of the
 * method: an overload of a few per cent shows only in a run that is long enough for it to pile up.
 */
import type { SecondRow } from "./timeseries.ts";

const riseSeconds = 1;
const levelSeconds = 2;
/** Fewer points than this make no line. */
const leastPoints = 4;

export function isSaturated(
  rows: readonly SecondRow[],
  sendingMs: number,
  consumed: boolean,
): boolean {
  const seconds = Math.floor(sendingMs / 1000);
  const sending = rows.slice(0, seconds);
  const half = sending.slice(Math.floor(sending.length / 2));
  if (half.length < leastPoints) return false;
  const levels = half.map((row) => (consumed ? row.backlog : row.sendBacklog));
  const offeredPerSecond = sending.reduce((sum, { due }) => sum + due, 0) / sending.length;
  const rise = slope(levels) * levels.length;
  const last = levels.at(-1) ?? 0;
  return rise > riseSeconds * offeredPerSecond && last > levelSeconds * offeredPerSecond;
}

/** Least-squares slope of values at 0, 1, 2 … */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let covariance = 0;
  let variance = 0;
  for (const [index, value] of values.entries()) {
    covariance += (index - middle) * (value - mean);
    variance += (index - middle) ** 2;
  }
  return covariance / variance;
}
