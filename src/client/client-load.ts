/** Whether the process that measured was itself the bottleneck. Real time only: a virtual clock waits for its client. */
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from "node:perf_hooks";

/** Sampling interval, which the monitor counts into every delay, in milliseconds. */
const resolutionMs = 10;
/** Above this share of time spent working, a client that asked for more would not have got it. */
const busyShare = 0.9;
/** A p99 of the event-loop delay above this colours the latencies of a service that answers in milliseconds. */
const lateMs = 20;

export interface ClientLoad {
  /** How much later than asked for the event loop came around, in milliseconds. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  /** Share of the run's time in which the event loop worked, 0 to 1. */
  readonly busy: number;
  /** Whether the figures say more about this client than about the service. */
  readonly isBound: boolean;
}

export interface ClientMeter {
  readonly stop: () => ClientLoad;
}

/** Starts to measure this thread. */
export function measureClient(): ClientMeter {
  const began: EventLoopUtilization = performance.eventLoopUtilization();
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  return {
    stop: () => {
      delay.disable();
      const excess = (ns: number): number => Math.max(0, ns / 1e6 - resolutionMs);
      const delayP99Ms = delay.count === 0 ? 0 : excess(delay.percentile(99));
      const delayMaxMs = delay.count === 0 ? 0 : excess(delay.max);
      const busy = performance.eventLoopUtilization(began).utilization;
      return { delayP99Ms, delayMaxMs, busy, isBound: busy > busyShare || delayP99Ms > lateMs };
    },
  };
}
