/**
 * Watches every attempt that the SDK makes, also those it repeats by itself and never shows.
 *
 * The last error alone does not tell what became of a send: after a lost response the SDK tries again, and if that attempt is
 * throttled the caller sees only "throttled", though the event may be in the log. So the middleware sits inside the SDK's retry
 * loop and notes the fate of each attempt.
 */
import type { Life } from "../life.ts";
import { isAbort, isRefusal, isThrottle } from "../sdk-errors.ts";
import { actionOf, type Execution, type Middlewares, type Next } from "./middleware.ts";
import type { TapContext } from "./tap-context.ts";

/** The fates of one request's failed attempts. */
export interface Attempts {
  /** Whether some attempt ended without an answer that says "not accepted". */
  mayHaveCommitted: boolean;
}

/** Which event a throttled send was about: the key of all its entries, and the first of them. */
export interface Sent {
  readonly key: string;
  readonly seq: number;
}

/** Installs the watcher on a client; the returned function tells what happened to the request with this input. */
export function watchAttempts(
  stack: Middlewares,
  context: TapContext,
  sentWith: (input: object) => Sent | undefined,
  life?: Life,
): (input: object) => Attempts {
  const attemptsOf = new WeakMap<object, Attempts>();
  const watch =
    (next: Next, execution: Execution): Next =>
    async (args) => {
      // A caller that stands still tries nothing again either.
      if (life?.isPaused === true) await life.whilePaused();
      const earlier = attemptsOf.get(args.input);
      if (earlier !== undefined) {
        context.record({ type: "retry", atMs: context.nowMs(), action: actionOf(execution) });
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
        if (!isRefusal(error)) {
          attempts.mayHaveCommitted = true;
          if (!isAbort(error)) context.lostResponse();
        }
        if (isThrottle(error)) {
          const entries = entryCount(args.input);
          const action = actionOf(execution);
          const sent = sentWith(args.input);
          context.record({ type: "throttle", atMs: context.nowMs(), action, entries, ...sent });
        }
        throw error;
      }
    };
  stack.addRelativeTo(watch, {
    name: "convoyAttempts",
    relation: "after",
    toMiddleware: "retryMiddleware",
  });
  recordRetried(stack, context, (input) => attemptsOf.delete(input));
  return (input) => attemptsOf.get(input) ?? { mayHaveCommitted: false };
}

function noteHealth(error: unknown, { health, nowMs }: TapContext): void {
  if (isThrottle(error) || isRefusal(error)) health.answered(nowMs());
  else if (isAbort(error)) health.abandoned();
  else health.failed(nowMs(), error);
}

interface WithMetadata {
  readonly $metadata?: { readonly attempts?: number; readonly totalRetryDelay?: number };
}

/** Notes, outside the retry loop, how many attempts a request took in all and how long the SDK waited between them. */
function recordRetried(
  stack: Middlewares,
  context: TapContext,
  begin: (input: object) => void,
): void {
  const note = (execution: Execution, { $metadata }: WithMetadata): void => {
    const { attempts = 1, totalRetryDelay = 0 } = $metadata ?? {};
    if (attempts < 2) return;
    const atMs = context.nowMs();
    const action = actionOf(execution);
    context.record({ type: "retried", atMs, action, attempts, retryDelayMs: totalRetryDelay });
  };
  const watch =
    (next: Next, execution: Execution): Next =>
    async (args) => {
      // Who sends the same command twice makes two requests.
      begin(args.input);
      try {
        const result = await next(args);
        note(execution, result.output as WithMetadata);
        return result;
      } catch (error) {
        note(execution, error as WithMetadata);
        throw error;
      }
    };
  stack.addRelativeTo(watch, {
    name: "convoyRetried",
    relation: "before",
    toMiddleware: "retryMiddleware",
  });
}

function entryCount(input: object): number {
  const { Records, Entries } = input as { Records?: unknown[]; Entries?: unknown[] };
  return Records?.length ?? Entries?.length ?? 1;
}
