/** Seconds of a run as points of a line; a long run in as many stretches as a chart has room for. */
import type { RunResult, SecondMetrics } from "../../../result/run-result.ts";

const mostPoints = 150;

/** Rates are means, latencies the worst, backlogs those at its end. */
export interface Stretch {
  readonly atS: number;
  readonly duePerS: number;
  readonly ackedPerS: number;
  readonly donePerS: number;
  readonly active: number;
  readonly sendBacklog: number;
  readonly backlog: number;
  readonly throttled: number;
  /** Absent: nothing was done. */
  readonly p99Ms: number | undefined;
}

export function stretchesOf({ metrics }: RunResult): readonly Stretch[] {
  const { seconds } = metrics;
  const width = Math.max(1, Math.ceil(seconds.length / mostPoints));
  const stretches = [];
  for (let from = 0; from < seconds.length; from += width) {
    stretches.push(stretchOf(seconds.slice(from, from + width)));
  }
  return stretches;
}

function stretchOf(seconds: readonly SecondMetrics[]): Stretch {
  const [first, last] = [seconds[0]!, seconds.at(-1)!];
  const mean = (of: (second: SecondMetrics) => number): number =>
    seconds.reduce((sum, second) => sum + of(second), 0) / seconds.length;
  const worst = Math.max(...seconds.map(({ p99EndToEndMs }) => p99EndToEndMs));
  return {
    atS: first.second,
    duePerS: mean(({ due }) => due),
    ackedPerS: mean(({ acked }) => acked),
    donePerS: mean(({ effected }) => effected),
    active: mean(({ activeMs }) => activeMs / 1000),
    sendBacklog: last.sendBacklog,
    backlog: last.backlog,
    throttled: seconds.reduce((sum, { throttled }) => sum + throttled, 0),
    p99Ms: worst > 0 ? worst : undefined,
  };
}
