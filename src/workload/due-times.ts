/**
 * When one truck's fixes fall due.
 *
 * The rate over time is made of straight pieces (base rate or ramp, multiplied during a spike). Its integral counts expected fixes; a fix
 * falls due each time the integral has grown by one interval: 1 on average, varied by the jitter. So a changing rate is followed
 * exactly, intervals never shrink below (1 − jitter) of the mean one, and time never goes backwards.
 */
import { exp, log } from "../portable-math.ts";
import type { Random } from "../random.ts";
import type { ResolvedFleet } from "./resolve-workload.ts";

/** A piece of time over which the rate changes in a straight line. */
export interface RatePiece {
  readonly fromS: number;
  readonly toS: number;
  readonly fromHz: number;
  readonly toHz: number;
}

/** An exponential piece so short is a straight one to a thousandth. */
const piecesPerDoubling = 8;

/** What decides on the due times of an open loop. */
export type Rate = Pick<ResolvedFleet, "hz" | "ramp" | "spike"> & { readonly durationS: number };

/** Fixes per second and truck over the whole duration. */
export function ratePieces(rate: Rate): readonly RatePiece[] {
  const { durationS, spike } = rate;
  const rampHz = (atS: number): number => hzAt(atS, rate);
  const edges = [0, spike?.fromS ?? 0, spike?.toS ?? 0, ...bends(rate), durationS]
    .filter((edgeS) => edgeS <= durationS)
    .sort((a, b) => a - b);
  const pieces: RatePiece[] = [];
  for (const [index, toS] of edges.entries()) {
    const fromS = edges[index - 1] ?? 0;
    if (toS === fromS) continue;
    const inSpike = spike !== undefined && fromS >= spike.fromS && fromS < spike.toS;
    const factor = inSpike ? spike.factor : 1;
    pieces.push({ fromS, toS, fromHz: rampHz(fromS) * factor, toHz: rampHz(toS) * factor });
  }
  return pieces;
}

function hzAt(atS: number, { durationS, hz, ramp }: Rate): number {
  if (ramp === undefined) return hz;
  const share = atS / durationS;
  if (ramp.growth === "exponential") return hz * exp(share * log(ramp.toHz / hz));
  return hz + (ramp.toHz - hz) * share;
}

/** Where an exponential ramp is bent to be made of straight pieces. */
function bends({ durationS, hz, ramp }: Rate): readonly number[] {
  if (ramp?.growth !== "exponential") return [];
  const doublings = Math.abs(log(ramp.toHz / hz)) / Math.LN2;
  // A whole number of them is not taken for a little more.
  const count = Math.ceil(piecesPerDoubling * doublings - 1e-9);
  return Array.from({ length: count }, (_, index) => (durationS * index) / count);
}

export function timesAsHigh(piece: RatePiece, factor: number): RatePiece {
  return { ...piece, fromHz: piece.fromHz * factor, toHz: piece.toHz * factor };
}

/** Expected number of fixes of one truck. */
export function expectedCount(pieces: readonly RatePiece[]): number {
  let count = 0;
  for (const { fromS, toS, fromHz, toHz } of pieces) count += ((fromHz + toHz) / 2) * (toS - fromS);
  return count;
}

/** Due times in milliseconds to the microsecond, ascending, the first at a random phase of the first interval. */
export function dueTimesMs(
  pieces: readonly RatePiece[],
  jitter: number,
  random: Random,
): readonly number[] {
  const times: number[] = [];
  let due = random();
  let before = 0;
  for (const piece of pieces) {
    const total = expectedCount([piece]);
    while (due < before + total) {
      const atS = piece.fromS + timeFor(due - before, piece);
      times.push(Math.round(atS * 1e6) / 1e3);
      due += 1 + jitter * (2 * random() - 1);
    }
    before += total;
  }
  return times;
}

/** Seconds into the piece after which this many fixes are expected: the root of ½·slope·t² + fromHz·t = count. */
function timeFor(count: number, { fromS, toS, fromHz, toHz }: RatePiece): number {
  const slope = (toHz - fromHz) / (toS - fromS);
  return (2 * count) / (fromHz + Math.sqrt(fromHz * fromHz + 2 * slope * count));
}
