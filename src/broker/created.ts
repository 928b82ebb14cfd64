/** What is created on a target, and how it goes away again. */
import { explain } from "../client/advice.ts";
import { isAbort, isGone, isPassing, isThrottle } from "../client/sdk-errors.ts";
import { TargetError } from "../errors.ts";
import { invocation } from "../invocation.ts";
import type { ChannelContext } from "./broker.ts";

/** Every stream and queue is called this and more. */
export const namePrefix = "convoy-";

/** Marks what a run created: `convoy clean` finds it by this tag. Its value is the run id. */
export const runTag = "convoy:run";

/** Tags for what this run creates. */
export function runTags({ runId }: ChannelContext): Record<string, string> | undefined {
  return runId === undefined ? undefined : { [runTag]: runId };
}

/** For requests that a run still makes when it has been stopped. */
export const notStopped: { readonly abortSignal: AbortSignal } = {
  abortSignal: new AbortController().signal,
};

/** How long to try to delete what the service says is busy (a stream that is being created), in milliseconds. */
const busyForMs = 60_000;
/** The same where the service does not answer. */
const brokenForMs = 10_000;
const deletePauseMs = 300;

export function alreadyThere(what: string): TargetError {
  return new TargetError(
    `${what} is there already, and this run did not create it: it is left alone. Delete it, or run again`,
  );
}

/**
 * Deletes until the service takes it: a stream that is still being created refuses at first. Throws TargetError when it does not in
 * good time, or when the target ends the request since somebody wants an end.
 */
export async function deleteCreated(
  what: string,
  send: () => Promise<unknown>,
  context: ChannelContext,
): Promise<void> {
  const beganMs = context.nowMs();
  for (;;) {
    try {
      await send();
      return;
    } catch (error) {
      if (isGone(error)) return;
      if (context.nowMs() - beganMs > worthTryingMs(error)) {
        throw new TargetError(
          `could not delete ${what}: ${whyNot(error)}. Delete it by hand, or with ${invocation(`clean${whose(context)}`)}`,
          { cause: error },
        );
      }
      await context.sleep(deletePauseMs);
    }
  }
}

function whose({ runId }: ChannelContext): string {
  return runId === undefined ? "" : ` --run ${runId}`;
}

function whyNot(error: unknown): string {
  return isAbort(error) ? "there was no time for it to answer" : explain(error);
}

function worthTryingMs(error: unknown): number {
  const isBusy = error instanceof Error && error.name === "ResourceInUseException";
  if (isBusy || isThrottle(error)) return busyForMs;
  return isPassing(error) ? brokenForMs : -Infinity;
}
