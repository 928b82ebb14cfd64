/**
 * A signal for all requests of a client, in place of one given with each: with options of its own the SDK puts its middleware together
 * anew for every request, a tenth of what a request costs.
 */
import { setMaxListeners } from "node:events";

import type { HttpRequest } from "@smithy/core/transport";
import type { HttpHandlerOptions } from "@smithy/types";

interface Handler<Response> {
  readonly handle: (request: HttpRequest, options?: HttpHandlerOptions) => Promise<Response>;
}

const never = new Promise<never>(() => {});

/**
 * The handler, and how to give it the signal; a request that brings a signal of its own keeps that. `hangsAtEnd`: what the signal ends
 * never returns, in place of an error.
 */
export function stoppable<Response, H extends Handler<Response>>(
  handler: H & Handler<Response>,
  hangsAtEnd = false,
): { readonly handler: H; readonly stopWith: (signal: AbortSignal) => void } {
  let abortSignal: AbortSignal | undefined;
  return {
    handler: {
      ...handler,
      handle: (request: HttpRequest, options: HttpHandlerOptions = {}) => {
        if (abortSignal === undefined || options.abortSignal !== undefined) {
          return handler.handle(request, options);
        }
        const answer = handler.handle(request, { ...options, abortSignal });
        if (!hangsAtEnd) return answer;
        return answer.catch((error: unknown) => {
          if (abortSignal?.aborted === true) return never;
          throw error;
        });
      },
    },
    stopWith: (signal) => {
      // Every request under way listens, and before Node 24 the eleventh is a warning.
      setMaxListeners(0, signal);
      abortSignal = signal;
    },
  };
}
