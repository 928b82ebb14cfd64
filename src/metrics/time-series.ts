import type { AppMeter } from "./app-meter.ts";
import type { SendMeter } from "./send-meter.ts";
import type { ThrottleMeter } from "./throttle-meter.ts";

/** One whole second of a run, in events. Counts of the consuming side are those of the primary application. */
export interface SecondMetrics {
  readonly second: number;
  /** Fell due in it, as far as they were ever sent. */
  readonly due: number;
  /** First sends. */
  readonly sent: number;
  readonly acked: number;
  readonly ackedBytes: number;
  /** Deliveries, repeated ones too. */
  readonly delivered: number;
  /** First effects. */
  readonly effected: number;
  /** Milliseconds that consumers spent inside a handler, summed over the consumers: divided by 1000, how many were active. */
  readonly activeMs: number;
  /** Due and not yet acknowledged at the end of the second. */
  readonly sendBacklog: number;
  /** Acknowledged and not yet done at the end of the second; an effect that overtook its acknowledgement does not count against it. */
  readonly backlog: number;
  /** Requests of which anything was throttled. */
  readonly throttled: number;
  readonly throttledEntries: number;
  readonly retries: number;
  /** Of the first effects in it, from their due times; 0 when there were none. */
  readonly p99EndToEndMs: number;
  readonly maxEndToEndMs: number;
}

interface Meters {
  readonly sends: SendMeter;
  readonly throttles: ThrottleMeter;
  readonly primary: AppMeter | undefined;
  readonly endMs: number;
}

/** Every second from the start to the end, also those in which nothing happened. */
export function timeSeries({ sends, throttles, primary, endMs }: Meters): readonly SecondMetrics[] {
  const latencies = primary?.secondLatencies.close();
  const rows: SecondMetrics[] = [];
  let sendBacklog = 0;
  let backlog = 0;
  for (let second = 0; second * 1000 < endMs; second += 1) {
    const [fromMs, toMs] = [second * 1000, (second + 1) * 1000];
    const due = sends.due.between(fromMs, toMs);
    const acked = sends.acked.between(fromMs, toMs);
    const effected = primary?.effected.between(fromMs, toMs) ?? 0;
    sendBacklog += due - acked;
    backlog += acked - effected;
    const latency = latencies?.get(second);
    rows.push({
      second,
      due,
      sent: sends.sent.between(fromMs, toMs),
      acked,
      ackedBytes: sends.ackedBytes.between(fromMs, toMs),
      delivered: primary?.delivered.between(fromMs, toMs) ?? 0,
      effected,
      activeMs: primary?.parallelism.activeMs(fromMs, toMs) ?? 0,
      sendBacklog: Math.max(0, sendBacklog),
      backlog: Math.max(0, backlog),
      throttled: throttles.requests.between(fromMs, toMs),
      throttledEntries: throttles.entries.between(fromMs, toMs),
      retries: throttles.retries.between(fromMs, toMs),
      p99EndToEndMs: latency?.p99Ms ?? 0,
      maxEndToEndMs: latency?.maxMs ?? 0,
    });
  }
  return rows;
}
