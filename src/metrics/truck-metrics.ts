import { DurationHistogram, type Quantiles } from "./quantiles.ts";

export interface TruckMetrics {
  readonly sent: number;
  readonly acked: number;
  readonly delivered: number;
  readonly effected: number;
  /** Lanes its acknowledged events went to, sorted. */
  readonly lanes: readonly string[];
  readonly maxSendDelayMs: number;
  /** To two significant digits. */
  readonly endToEnd: Quantiles;
}

/** The same figures for one truck, cheap enough to keep for thousands. */
export class TruckMeter {
  sent = 0;
  acked = 0;
  delivered = 0;
  effected = 0;
  maxSendDelayMs = 0;
  readonly lanes = new Set<string>();
  readonly endToEnd = new DurationHistogram(2);

  close(): TruckMetrics {
    return {
      sent: this.sent,
      acked: this.acked,
      delivered: this.delivered,
      effected: this.effected,
      lanes: [...this.lanes].sort(),
      maxSendDelayMs: this.maxSendDelayMs,
      endToEnd: this.endToEnd.quantiles(),
    };
  }
}
