export interface Figures {
  /** Acknowledged sends per second of the sending phase. */
  readonly perSecond: number;
  /** Of one send. */
  readonly p50Ms: number;
  /** CPU of this process, all threads, while sending and draining. */
  readonly cpuMsPerEvent: number;
}

/** Starts to count the CPU of this process; the returned function gives the milliseconds since. */
export function startCpu(): () => number {
  const began = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
}
