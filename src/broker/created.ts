/** What is created on a target, and how it goes away again. */
import { TargetError } from "../errors.ts";
import { isThrottle, reasonOf } from "./attempts.ts";
import type { ChannelContext } from "./broker.ts";
import { isPassing } from "./patience.ts";

/** Every stream and queue is called this and more. */
export const namePrefix = "convoy-";

/** Marks what a run created: `convoy clean` finds it by this tag. Its value is the run id. */
export const runTag = "convoy:run";

/** Tags for what this run creates. */
export function runTags({ runId }: ChannelContext): Record<string, string> | undefined {
  return runId === undefined ? undefined : { [runTag]: runId };
}

/** How long to try to delete, and how long to wait between two tries, in milliseconds. */
const deleteForMs = 30_000;
const deletePauseMs = 1000;

export function alreadyThere(what: string): TargetError {
  return new TargetError(
    `${what} is there already, and this run did not create it: it is left alone. Delete it, or run again`,
  );
}

/** Deletes until the service takes it: a stream that is still being created refuses at first. Throws TargetError after half a minute. */
export async function deleteCreated(
  what: string,
  send: () => Promise<unknown>,
  context: ChannelContext,
): Promise<void> {
  const untilMs = context.nowMs() + deleteForMs;
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      if (isGone(error)) return;
      if (!mayPass(error) || context.nowMs() > untilMs) {
        throw new TargetError(
          `could not delete ${what}: ${reasonOf(error)}. Delete it by hand, or with convoy clean`,
          { cause: error },
        );
      }
      await context.sleep(deletePauseMs);
    }
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "ResourceNotFoundException" || error.name === "QueueDoesNotExist")
  );
}

function mayPass(error: unknown): boolean {
  const isBusy = error instanceof Error && error.name === "ResourceInUseException";
  return isBusy || isThrottle(error) || isPassing(error);
}

/** Whether an error of "exists already" can only mean our own earlier attempt: its answer was lost, and the SDK tried again. */
export function isOwnRetry(error: unknown): boolean {
  const attempts = (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
  return attempts > 1;
}
