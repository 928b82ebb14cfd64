/**
 * Watches every attempt that the SDK makes, also those it repeats by itself and never shows.
 *
 * The last error alone does not tell what became of a send: after a lost response the SDK tries again, and if that attempt is
 * throttled the caller sees only "throttled", though the event may be in the log. So the middleware sits inside the SDK's retry
 * loop and notes the fate of each attempt.
 */
import { isThrottlingError, isTransientError } from "@smithy/core/retry";

import type { ChannelContext, PublishOutcome } from "../broker/broker.ts";

/** The fates of one request's failed attempts. */
export interface Attempts {
  /** Whether some attempt ended without an answer that says "not accepted". */
  mayHaveCommitted: boolean;
}

/** The parts of an SDK client that this module touches, whichever service it is for. */
interface Instrumentable {
  readonly middlewareStack: {
    addRelativeTo: (middleware: never, options: never) => void;
  };
}

/** What the SDK tells a middleware of the request. */
interface Handler {
  readonly commandName?: string;
}

type Next = (args: { input: object }) => Promise<unknown>;

/** Installs the watcher on a client; the returned function gives (and forgets) what happened to the request with this input. */
export function watchAttempts(
  client: Instrumentable,
  context: ChannelContext,
): (input: object) => Attempts {
  const attemptsOf = new WeakMap<object, Attempts>();
  const middleware = (next: Next, handler: Handler) => async (args: { input: object }) => {
    const earlier = attemptsOf.get(args.input);
    if (earlier !== undefined) {
      context.record({ type: "retry", atMs: context.nowMs(), action: actionOf(handler) });
    }
    context.health.begun();
    try {
      const result = await next(args);
      context.health.answered(context.nowMs());
      return result;
    } catch (error) {
      noteHealth(error, context);
      const attempts = earlier ?? { mayHaveCommitted: false };
      attemptsOf.set(args.input, attempts);
      if (!isRefusal(error)) attempts.mayHaveCommitted = true;
      if (isThrottle(error)) {
        const entries = entryCount(args.input);
        const action = actionOf(handler);
        context.record({ type: "throttle", atMs: context.nowMs(), action, entries });
      }
      throw error;
    }
  };
  client.middlewareStack.addRelativeTo(
    middleware as never,
    { name: "convoyAttempts", relation: "after", toMiddleware: "retryMiddleware" } as never,
  );
  recordRetried(client, context);
  return (input) => attemptsOf.get(input) ?? { mayHaveCommitted: false };
}

function noteHealth(error: unknown, { health, nowMs }: ChannelContext): void {
  if (isThrottle(error) || isRefusal(error)) health.answered(nowMs());
  else if (error instanceof Error && error.name === "AbortError") health.abandoned();
  else health.failed(nowMs(), error);
}

function actionOf({ commandName = "" }: Handler): string {
  return commandName.replace(/Command$/, "");
}

interface WithMetadata {
  readonly $metadata?: { readonly attempts?: number; readonly totalRetryDelay?: number };
}

/** Notes, outside the retry loop, how many attempts a request took in all and how long the SDK waited between them. */
function recordRetried({ middlewareStack }: Instrumentable, context: ChannelContext): void {
  const note = (handler: Handler, { $metadata }: WithMetadata): void => {
    const { attempts = 1, totalRetryDelay = 0 } = $metadata ?? {};
    if (attempts < 2) return;
    const atMs = context.nowMs();
    const action = actionOf(handler);
    context.record({ type: "retried", atMs, action, attempts, retryDelayMs: totalRetryDelay });
  };
  const middleware = (next: Next, handler: Handler) => async (args: { input: object }) => {
    try {
      const result = (await next(args)) as { readonly output: WithMetadata };
      note(handler, result.output);
      return result;
    } catch (error) {
      note(handler, error as WithMetadata);
      throw error;
    }
  };
  middlewareStack.addRelativeTo(
    middleware as never,
    { name: "convoyRetried", relation: "before", toMiddleware: "retryMiddleware" } as never,
  );
}

export function isThrottle(error: unknown): boolean {
  // What KMS throttles has names of its own: KMSThrottlingException, KMS.ThrottlingException.
  return (
    error instanceof Error && (isThrottlingError(error as never) || /Throttling/.test(error.name))
  );
}

/** A 4xx answer says that the request was not carried out; anything else leaves it open. */
function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500;
}

function entryCount(input: object): number {
  const { Records, Entries } = input as { Records?: unknown[]; Entries?: unknown[] };
  return Records?.length ?? Entries?.length ?? 1;
}

/** One line for the history: the error's name, or its code where it has none. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { code?: unknown }).code;
  const isNameless = error.name === "Error" || error instanceof AggregateError;
  return isNameless && typeof code === "string" ? code : error.name;
}

/**
 * What became of a send whose request threw. A send that the run's end cut short may have been accepted too. `failure`: there is no
 * use in sending it, or anything like it, again.
 */
export function failedOutcome(
  error: unknown,
  attempts: Attempts,
  signal: AbortSignal,
): PublishOutcome {
  const type = attempts.mayHaveCommitted || signal.aborted ? "uncertain" : "refused";
  return {
    type,
    reason: reasonOf(error),
    ...(!signal.aborted && error instanceof Error && isForGood(error) && { failure: error }),
  };
}

/** Not a matter of time: a refusal of who asks or of what is asked, or nobody to ask with. */
function isForGood(error: Error): boolean {
  if (isThrottle(error) || isTransientError(error as never)) return false;
  return isRefusal(error) || error.name === "CredentialsProviderError";
}
