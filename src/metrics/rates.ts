import type { SecondRow } from "./timeseries.ts";

export interface Rates {
  /** Events acknowledged within the sending phase, per second of it. */
  readonly produceEventsPerSecond: number;
  /** The same in payload MB (2^20 bytes). */
  readonly produceMbPerSecond: number;
  /** The same over whole seconds of the middle of the sending phase: without its first and last tenth. */
  readonly steadyEventsPerSecond: number;
  readonly steadyMbPerSecond: number;
  /** First effects per second, from the first delivery to the last effect. */
  readonly consumeEventsPerSecond: number;
}

const bytesPerMb = 2 ** 20;
const edge = 0.1;

export function ratesOf(
  seconds: readonly SecondRow[],
  sendingMs: number,
  consumingMs: number,
): Rates {
  const whole = Math.ceil(sendingMs / 1000);
  const sending = seconds.slice(0, whole);
  const middle = seconds.slice(Math.ceil(whole * edge), Math.floor(whole * (1 - edge)));
  const effected = seconds.reduce((sum, second) => sum + second.effected, 0);
  return {
    produceEventsPerSecond: perSecond(total(sending, "acked"), sendingMs),
    produceMbPerSecond: perSecond(total(sending, "ackedBytes") / bytesPerMb, sendingMs),
    steadyEventsPerSecond: perSecond(total(middle, "acked"), middle.length * 1000),
    steadyMbPerSecond: perSecond(total(middle, "ackedBytes") / bytesPerMb, middle.length * 1000),
    consumeEventsPerSecond: perSecond(effected, consumingMs),
  };
}

function total(seconds: readonly SecondRow[], field: "acked" | "ackedBytes"): number {
  return seconds.reduce((sum, second) => sum + second[field], 0);
}

function perSecond(amount: number, ms: number): number {
  return ms > 0 ? (amount / ms) * 1000 : 0;
}
