/**
 * Functions whose last bit is the same on every machine. That of `Math.exp`, `log`, `sin`, `cos`, `asin` and `atan2` is not: on ARM,
 * Node is compiled with fused multiply-adds, and one bit is enough to change what a seed gives. IEEE 754 fixes the result of
 * + − × ÷ and √, so series of these alone are the same everywhere; all are within five units in the last place.
 */

/** A constant in two parts: a multiple of a high part of 32 fractional bits loses nothing. */
function inParts(value: number, rest: number): readonly [high: number, low: number] {
  const unit = 4_294_967_296;
  const high = Math.round(value * unit) / unit;
  return [high, value - high + rest];
}

/** Each with what its number lacks of the true value. */
const [ln2High, ln2Low] = inParts(Math.LN2, 2.319_046_813_846_3e-17);
const [halfPiHigh, halfPiLow] = inParts(Math.PI / 2, 6.123_233_995_736_766e-17);

/** 1/n! for n = 0, 1, 2 … */
const inverseFactorials = [1];
for (let n = 1; n <= 17; n += 1) inverseFactorials.push(inverseFactorials[n - 1]! / n);

const expTerms = inverseFactorials.slice(0, 15);
const sinTerms = inverseFactorials.filter((_, n) => n % 2 === 1).map(alternating);
const cosTerms = inverseFactorials.filter((_, n) => n % 2 === 0).map(alternating);
/** 1, 1/3, 1/5 … */
const odds = Array.from({ length: 13 }, (_, n) => 1 / (2 * n + 1));
const atanTerms = odds.map(alternating);

function alternating(term: number, index: number): number {
  return index % 2 === 0 ? term : -term;
}

function sum(terms: readonly number[], x: number): number {
  let total = 0;
  for (let n = terms.length - 1; n >= 0; n -= 1) total = total * x + terms[n]!;
  return total;
}

export function exp(x: number): number {
  const doublings = Math.round(x / Math.LN2);
  if (!Number.isFinite(x) || Math.abs(doublings) > 1000) return Math.exp(x);
  let result = sum(expTerms, x - doublings * ln2High - doublings * ln2Low);
  for (let n = 0; n < doublings; n += 1) result *= 2;
  for (let n = 0; n > doublings; n -= 1) result /= 2;
  return result;
}

/** Natural logarithm. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return Math.log(x);
  let rest = x;
  let doublings = 0;
  for (; rest > Math.SQRT2; doublings += 1) rest /= 2;
  for (; rest < Math.SQRT1_2; doublings -= 1) rest *= 2;
  const s = (rest - 1) / (rest + 1);
  return doublings * ln2High + (2 * s * sum(odds, s * s) + doublings * ln2Low);
}

/** Of an angle of at most some thousand turns. */
export function sin(angle: number): number {
  return quarterTurned(angle, 0);
}

/** Of an angle of at most some thousand turns. */
export function cos(angle: number): number {
  return quarterTurned(angle, 1);
}

/** The sine of an angle and so many quarters of a turn more. */
function quarterTurned(angle: number, more: number): number {
  const quarters = Math.round(angle / (Math.PI / 2));
  const rest = angle - quarters * halfPiHigh - quarters * halfPiLow;
  const square = rest * rest;
  const quadrant = (quarters + more) & 3;
  const size = quadrant % 2 === 0 ? rest * sum(sinTerms, square) : sum(cosTerms, square);
  return quadrant < 2 ? size : -size;
}

export function asin(x: number): number {
  return atan2(x, Math.sqrt((1 - x) * (1 + x)));
}

export function atan2(y: number, x: number): number {
  const [height, width] = [Math.abs(y), Math.abs(x)];
  if (height === 0 && width === 0) return 0;
  const flat = arctangent(Math.min(height, width) / Math.max(height, width));
  const steep = height > width ? Math.PI / 2 - flat : flat;
  const angle = x < 0 ? Math.PI - steep : steep;
  return y < 0 ? -angle : angle;
}

/** Of 0 … 1, by way of a quarter of the angle. */
function arctangent(tangent: number): number {
  const half = tangent / (1 + Math.sqrt(1 + tangent * tangent));
  const quarter = half / (1 + Math.sqrt(1 + half * half));
  return 4 * quarter * sum(atanTerms, quarter * quarter);
}

/** Near a whole power of ten it may miss by the last bit: for whole exponents see `decimalExponent`. */
export function log10(x: number): number {
  return log(x) / Math.LN10;
}

/** The whole n with 10^n <= |x| < 10^(n+1), exactly. */
export function decimalExponent(x: number): number {
  return Number(Math.abs(x).toExponential().split("e")[1]);
}
