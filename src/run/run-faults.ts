/** Performs the faults of a run: what happens to its consumers and its stream, at their times or moments. */
import type { Channel } from "../broker/broker.ts";
import { ConvoyError, TargetError } from "../errors.ts";
import type { ResolvedCondition, ResolvedRunFault } from "../scenario/resolved.ts";
import type { CrashFault, PauseFault } from "../scenario/run-fault.ts";
import type { Run } from "./run.ts";
import type { Workers } from "./workers.ts";

export interface FaultScene {
  readonly run: Run;
  readonly channel: Channel;
  /** Of all applications, and the producer. */
  readonly workers: readonly Workers[];
}

/** Sets the faults up. The promise rejects when one cannot be performed; it resolves when those that happen are over. */
export async function performFaults(
  faults: readonly ResolvedRunFault[],
  scene: FaultScene,
): Promise<void> {
  await Promise.all(faults.map((fault) => performFault(fault, scene)));
}

async function performFault(fault: ResolvedRunFault, scene: FaultScene): Promise<void> {
  const { run, channel } = scene;
  const { signal } = run.stop;
  switch (fault.kind) {
    case "reshard":
      await itsMoment(fault, run, undefined);
      if (!signal.aborted)
        await channel.reshard(fault.toShards, signal).catch(unlessStopped(signal));
      return;
    case "redrive": {
      const isAwaited = fault.atS !== undefined;
      if (isAwaited) run.redrives += 1;
      await itsMoment(fault, run, undefined);
      if (!signal.aborted)
        await channel.redrive?.(fault.by ?? "move-task", signal).catch(unlessStopped(signal));
      if (isAwaited) run.redrives -= 1;
      return;
    }
    case "crash": {
      const workers = workersOf(fault.app, scene);
      const restartAfterMs =
        fault.restartAfterS === undefined ? undefined : fault.restartAfterS * 1000;
      await itsMoment(fault, run, whose(fault, scene), () =>
        workers.crash(fault.consumer, restartAfterMs),
      );
      return;
    }
    case "pause": {
      const workers = workersOf(fault.app, scene);
      await itsMoment(fault, run, whose(fault, scene), () =>
        workers.pause(fault.consumer, fault.forS * 1000),
      );
      return;
    }
    case "join":
    case "leave": {
      const workers = workersOf(fault.app, scene);
      await itsMoment(fault, run, undefined, () => workers[fault.kind](fault.count));
      return;
    }
  }
}

/** Waits for the moment, and acts in it: before anything else can happen. */
function itsMoment(
  fault: ResolvedRunFault,
  run: Run,
  consumer: string | undefined,
  act: () => void = () => {},
): Promise<void> {
  const { signal } = run.stop;
  return new Promise((resolve) => {
    const happened = (): void => {
      if (!signal.aborted) act();
      resolve();
    };
    if (fault.when !== undefined) {
      run.moments.await(fault.when, consumer, happened);
      signal.addEventListener("abort", () => resolve(), { once: true });
    } else {
      void run.clock.sleep(fault.atS * 1000 - run.clock.nowMs(), signal).then(happened);
    }
  });
}

type Faulted = CrashFault<ResolvedCondition> | PauseFault<ResolvedCondition>;

/** A moment of the consumer that the fault is about; what a producer waits for may happen to any. */
function whose({ app, consumer }: Faulted, scene: FaultScene): string | undefined {
  const isProducer = scene.run.scenario.design.consumers.every((spec) => spec.app !== app);
  return isProducer ? undefined : workersOf(app, scene).nameOf(consumer);
}

function workersOf(name: string, scene: FaultScene): Workers {
  const found = scene.workers.find(({ app }) => app === name);
  if (found === undefined) throw new TargetError(`there is no application ${name}`);
  return found;
}

function unlessStopped(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (signal.aborted && !(error instanceof ConvoyError)) return;
    throw error;
  };
}
