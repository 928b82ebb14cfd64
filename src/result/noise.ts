/**
 * Whether two sets of repeats differ by more than their noise.
 *
 * Method: Welch's interval for the difference of the means of the logarithms, so for the ratio of the geometric means; where a value is
 * not above 0, for the difference of the means. The interval is wide enough for all figures that are looked at together (Bonferroni):
 * of many that are the same, one would else seem to differ by chance. And it must lie beyond 5 %, since a machine drifts by as much
 * from one session to the next, which repeats within a session do not show.
 */
import { exp, log } from "../portable-math.ts";

/** What repeats of two sides say of each other. */
export interface Spread {
  readonly before: number;
  readonly after: number;
  /** After by before, with its interval; absent where values are not above 0. */
  readonly ratio?: Interval;
  /** After less before; in place of a ratio. */
  readonly difference?: Interval;
  readonly verdict: "higher" | "lower" | "within noise" | "too few repeats";
}

export interface Interval {
  readonly value: number;
  /** Absent: too few repeats to know. */
  readonly low?: number;
  readonly high?: number;
}

/** Fewer repeats on a side tell nothing of its noise. */
export const fewestRepeats = 3;
/** Chance that any of the figures looked at together seems to differ though none does. */
const chance = 0.01;
const drift = 1.05;

/** `among`: how many figures are looked at together. */
export function spreadOf(
  before: readonly number[],
  after: readonly number[],
  among: number,
): Spread {
  const isPositive = [...before, ...after].every((value) => value > 0);
  const scaled = (values: readonly number[]): readonly number[] =>
    isPositive ? values.map((value) => log(value)) : values;
  const [one, two] = [momentsOf(scaled(before)), momentsOf(scaled(after))];
  const centre = two.mean - one.mean;
  const reach = reachOf(one, two, among);
  const back = (value: number): number => (isPositive ? exp(value) : value);
  const interval = {
    value: back(centre),
    ...(reach !== undefined && { low: back(centre - reach), high: back(centre + reach) }),
  };
  const margin = isPositive
    ? log(drift)
    : (drift - 1) * Math.max(Math.abs(one.mean), Math.abs(two.mean));
  return {
    before: back(one.mean),
    after: back(two.mean),
    ...(isPositive ? { ratio: interval } : { difference: interval }),
    verdict: verdictOf(centre, reach, margin),
  };
}

function verdictOf(centre: number, reach: number | undefined, margin: number): Spread["verdict"] {
  if (reach === undefined) return "too few repeats";
  if (centre - reach > margin) return "higher";
  return centre + reach < -margin ? "lower" : "within noise";
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Variance of the mean. */
  readonly variance: number;
}

function momentsOf(values: readonly number[]): Moments {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + square(value - mean), 0);
  return { count, mean, variance: count < 2 ? 0 : squares / (count - 1) / count };
}

/** Half the width of the interval; undefined where there are too few repeats. */
function reachOf(one: Moments, two: Moments, among: number): number | undefined {
  if (Math.min(one.count, two.count) < fewestRepeats) return undefined;
  const variance = one.variance + two.variance;
  if (variance === 0) return 0;
  const freedom =
    square(variance) /
    (square(one.variance) / (one.count - 1) + square(two.variance) / (two.count - 1));
  return studentT(chance / Math.max(1, among), freedom) * Math.sqrt(variance);
}

/**
 * What |t| stays under but for this chance. For an even number of degrees of freedom the distribution is a finite sum (Abramowitz and
 * Stegun 26.7.4). Between two of them its logarithm is nearly a line over 1/freedom: never less than it must be, at most 4 % more.
 */
export function studentT(chanceBeyond: number, freedom: number): number {
  const even = Math.max(2, 2 * Math.floor(freedom / 2));
  const below = evenStudentT(chanceBeyond, even);
  if (freedom <= even) return below;
  const share = (1 / even - 1 / freedom) / (1 / even - 1 / (even + 2));
  return below * exp(share * log(evenStudentT(chanceBeyond, even + 2) / below));
}

function evenStudentT(chanceBeyond: number, even: number): number {
  let [low, high] = [0, 1e8];
  for (let step = 0; step < 200 && high - low > 1e-9 * high; step += 1) {
    const middle = (low + high) / 2;
    if (within(middle, even) < 1 - chanceBeyond) low = middle;
    else high = middle;
  }
  return high;
}

/** The chance that |t| is under this. */
function within(t: number, freedom: number): number {
  const cosSquared = freedom / (freedom + t * t);
  let term = 1;
  let sum = 1;
  for (let k = 2; k < freedom; k += 2) {
    term *= ((k - 1) / k) * cosSquared;
    sum += term;
  }
  return (t / Math.sqrt(freedom + t * t)) * sum;
}

function square(value: number): number {
  return value * value;
}
