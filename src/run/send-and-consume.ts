import type { Channel } from "../broker/broker.ts";
import { explain } from "../client/advice.ts";
import { TargetError } from "../errors.ts";
import { runFaults } from "../scenario/faults-of.ts";
import type { Target } from "../targets/target.ts";
import { Application } from "./application.ts";
import { drain } from "./drain.ts";
import { startProducing } from "./produce.ts";
import { performFaults } from "./run-faults.ts";
import type { Run } from "./run.ts";
import { Workers } from "./workers.ts";

/** When a run's last record was made, and why, if the target failed in mid-run. */
export interface Ending {
  readonly endedAtMs: number;
  readonly failure: string | undefined;
}

/** The run itself: ends when all is consumed, nothing more comes, time is up, something fails, or the signal aborts. */
export async function sendAndConsume(
  run: Run,
  channel: Channel,
  target: Target,
  signal: AbortSignal,
): Promise<Ending> {
  const { scenario, clock, stop } = run;
  using _ = stopWith(signal, stop);
  const applications = scenario.design.consumers.map((spec) => new Application(spec, run, target));
  const consuming = Promise.all(applications.map((application) => application.consume(channel)));
  const senders = new Workers("producer", 1, run, target);
  const producing = startProducing(run, channel, senders);
  const consumers = applications.map(({ workers }) => workers);
  const workers = [senders, ...consumers];
  const faulting = performFaults(runFaults(scenario), { run, channel, workers });
  const draining = drain(run, producing.finished, consumers);
  let failure: string | undefined;
  let drained = false;
  let endedAtMs = 0;
  try {
    // A failure of any of them wins the race at once; their regular ends only wait for the draining.
    const steps = [consuming, producing.finished, faulting, run.refusal];
    drained = await Promise.race([draining, ...steps.map((step) => step.then(() => draining))]);
    // Time was up while nothing answered: what is missing is missing because of that.
    if (!drained && !signal.aborted) failure = run.health.trouble(clock.nowMs());
  } catch (error) {
    failure = targetFailure(error);
  } finally {
    endedAtMs = clock.nowMs();
    run.record({
      type: "end",
      atMs: endedAtMs,
      offered: producing.offered(),
      sendingMs: producing.sendingMs(),
      drained,
      interrupted: signal.aborted || failure !== undefined,
    });
    stop.abort();
    await Promise.allSettled([consuming, draining, faulting]);
  }
  return { endedAtMs, failure };
}

/** Stops the second when the first is stopped, until disposed. */
function stopWith(signal: AbortSignal, stop: AbortController): Disposable {
  const onAbort = (): void => stop.abort();
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  return { [Symbol.dispose]: () => signal.removeEventListener("abort", onAbort) };
}

/** What the target said, if the error is the target's; anything else is a fault of this program, or of a user's own function. */
function targetFailure(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  if (error instanceof TargetError) return error.message;
  const isAnswer = "$metadata" in error || "code" in error;
  if (!isAnswer) throw error;
  return explain(error);
}
