/** Ends the requests of a handler when the command is to end: see `Account.endOf`. What they wait for is given up, and its connection with it. */
import type { HttpRequest } from "@smithy/core/transport";
import type { HttpHandlerOptions } from "@smithy/types";

import { type Account, isCreation, isDeletion } from "./account.ts";

interface Handler<Response> {
  readonly handle: (request: HttpRequest, options?: HttpHandlerOptions) => Promise<Response>;
}

export function ending<Response, H extends Handler<Response>>(
  handler: H & Handler<Response>,
  account: Account,
): H {
  return {
    ...handler,
    handle: (request: HttpRequest, options: HttpHandlerOptions = {}) => {
      const action = request.headers["x-amz-target"]?.split(".")[1] ?? "";
      const end = account.lastEndOf(action);
      const given = options.abortSignal;
      if (given === undefined) return handler.handle(request, { ...options, abortSignal: end });
      // A run's own signal follows the interruption; only what gets a grace must be told apart.
      if (!isCreation(action) && !isDeletion(action)) return handler.handle(request, options);
      const abortSignal = AbortSignal.any([given as AbortSignal, end]);
      return handler.handle(request, { ...options, abortSignal });
    },
  };
}
