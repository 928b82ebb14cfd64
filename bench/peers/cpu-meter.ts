import { readFileSync } from "node:fs";

/** Microseconds of CPU time: less at the mercy of what else a machine does than the time on the wall. */
export interface CpuTimes {
  /** Of the server's process, all threads; undefined where the system does not say. */
  readonly serverUs: number | undefined;
  /** Of this process. */
  readonly ownUs: number;
}

/** Gives the CPU times since the call. */
export function cpuMeter(pid: number): () => CpuTimes {
  const server = processUs(pid);
  const own = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(own);
    const now = processUs(pid);
    const serverUs = server === undefined || now === undefined ? undefined : now - server;
    return { serverUs, ownUs: user + system };
  };
}

/** Linux counts in hundredths of a second (`proc_pid_stat(5)`: utime and stime are fields 14 and 15). */
function processUs(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
