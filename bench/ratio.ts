import { Bench } from "tinybench";

interface Task {
  readonly name: string;
  readonly run: () => unknown;
  /** Operations in one run. */
  readonly operations: number;
}

/** Runs a task and a bare one that does only what cannot be avoided, side by side, and prints operations per second and the ratio. */
export async function printRatio(task: Task, bare: Task): Promise<void> {
  const bench = new Bench({ iterations: 10, time: 1000, throws: true });
  for (const { name, run } of [task, bare]) bench.add(name, run);
  await bench.run();
  const perSecond = ({ name, operations }: Task): number => {
    const result = bench.getTask(name)?.result;
    if (result?.state !== "completed") throw new Error(`${name} did not complete`);
    return (operations * 1000) / result.latency.p50;
  };
  const [ours, limit] = [perSecond(task), perSecond(bare)];
  console.log(
    `${task.name}: ${thousands(ours)}/s; ${bare.name}: ${thousands(limit)}/s; ${(limit / ours).toFixed(2)} times as long`,
  );
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
