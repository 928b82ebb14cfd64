/**
 * Whether the backlog grows to the end of the sending phase, so that latencies tell the length of the run and nothing else.
 *
 * Method. Two curves are judged, and both must say yes. The backlog (due, not done), as the time in which so much load is offered
 * on average; and the lag, the time since the oldest event of the backlog fell due, were events done in due order. The backlog alone
 * would take a ramp for saturation, since a steady pipeline holds more of a higher rate; the lag alone would take a spike for it
 * that is just being worked off. Each curve is averaged over 40 blocks of equal length, so that a sawtooth shorter than a block disappears,
 * and says yes when all of these hold:
 *   1. it grows to the end: every block of the last quarter lies above the median of the third;
 *   2. by much: at the end (median of the last tenth) it is a second above the early level (median of the first quarter), and
 *      three times as high;
 *   3. it does not recover: the end is within a fifth of the highest block of the run.
 * Limits: a sending phase under two seconds is never called saturated, nor one whose end is less than a second behind; a few stuck
 * trucks among many do not make the whole saturated (see the figures per truck), and a burst in the last quarter alone does not either.
 */
import { tickMs } from "./timeline.ts";

export interface Saturation {
  readonly saturated: boolean;
  /** Which step it is about: `send` counts events as done once acknowledged, `consume` once their effect is done. */
  readonly step: "send" | "consume";
  /** The lag early in the sending phase and at its end, as defined above. */
  readonly earlyLagMs: number;
  readonly endLagMs: number;
  /** The backlog at the end of the sending phase, as the time in which so much load is offered. */
  readonly endBacklogMs: number;
}

/** What fell due and what was done in each tick of the sending phase. */
export interface BacklogCurve {
  readonly step: Saturation["step"];
  readonly dueCounts: readonly number[];
  readonly doneCounts: readonly number[];
}

const blockCount = 40;
const fewestTicks = 20;
const leastGrowthMs = 1000;
const leastGrowthFactor = 3;
const leastShareOfPeak = 0.8;

export function assessSaturation(curve: BacklogCurve): Saturation {
  const lag = levelsOf(lagsMs(curve));
  const backlog = levelsOf(backlogsMs(curve));
  return {
    saturated: growsToTheEnd(lag) && growsToTheEnd(backlog),
    step: curve.step,
    earlyLagMs: lag.early,
    endLagMs: lag.end,
    endBacklogMs: backlog.end,
  };
}

/** A curve as its means over blocks of time, with its levels at both ends. */
interface Levels {
  readonly blocks: readonly number[];
  readonly early: number;
  readonly end: number;
}

function levelsOf(curve: readonly number[]): Levels {
  if (curve.length < fewestTicks) return { blocks: [], early: 0, end: curve.at(-1) ?? 0 };
  const blocks = blockMeans(curve);
  return { blocks, early: median(part(blocks, 0, 0.25)), end: median(part(blocks, 0.9, 1)) };
}

function growsToTheEnd({ blocks, early, end }: Levels): boolean {
  if (blocks.length === 0) return false;
  return (
    Math.min(...part(blocks, 0.75, 1)) > median(part(blocks, 0.5, 0.75)) &&
    end >= Math.max(early + leastGrowthMs, early * leastGrowthFactor) &&
    end >= Math.max(...blocks) * leastShareOfPeak
  );
}

function part(blocks: readonly number[], from: number, to: number): readonly number[] {
  return blocks.slice(Math.floor(from * blocks.length), Math.floor(to * blocks.length));
}

/** Backlog at the end of each tick. */
function backlogsMs({ dueCounts, doneCounts }: BacklogCurve): readonly number[] {
  const perMs = mean(dueCounts) / tickMs;
  let backlog = 0;
  return dueCounts.map((due, tick) => {
    backlog += due - (doneCounts[tick] ?? 0);
    return perMs === 0 ? 0 : Math.max(0, backlog) / perMs;
  });
}

/** Lag at the end of each tick. An event counts as fallen due in the middle of its tick. */
function lagsMs({ dueCounts, doneCounts }: BacklogCurve): readonly number[] {
  const lags: number[] = [];
  let due = 0;
  let done = 0;
  let oldest = 0;
  let dueToOldest = dueCounts[0] ?? 0;
  for (const [tick, count] of dueCounts.entries()) {
    due += count;
    done += doneCounts[tick] ?? 0;
    // Counts may be fractions where due times were estimated: half an event is none.
    while (oldest < tick && dueToOldest <= done + 0.5) {
      oldest += 1;
      dueToOldest += dueCounts[oldest] ?? 0;
    }
    lags.push(due <= done + 0.5 ? 0 : (tick + 0.5 - oldest) * tickMs);
  }
  return lags;
}

function blockMeans(values: readonly number[]): readonly number[] {
  const blocks = Math.min(blockCount, values.length);
  return Array.from({ length: blocks }, (_, block) => {
    const from = Math.floor((block * values.length) / blocks);
    const to = Math.floor(((block + 1) * values.length) / blocks);
    return mean(values.slice(from, to));
  });
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)]!;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + upper) / 2 : upper;
}
