/**
 * The model behind the unmodified AWS SDK, without sockets. A request travels for a while, meets the emulator, and its answer
 * travels back: promises and timers only, the global `setTimeout` and `performance.now` only, so it runs in virtual time as it does in
 * real time.
 */
import { type HttpRequest, HttpResponse } from "@smithy/core/transport";

import { type Abortable, onAbort } from "../../on-abort.ts";
import { type Emulator, ServiceError, type ServiceName, Subscription } from "../emulator.ts";
import { EventBody, eventStreamContentType } from "./event-stream.ts";
import { type Caller, Exchange } from "./exchange.ts";
import { signerOf } from "./signer.ts";
import { wakerOf } from "./waker.ts";
import { actionOf, decodeBody, encodeError, encodeOutput } from "./wire.ts";

/** How the SDK says that it no longer wants the answer. */
interface AbortOptions {
  readonly abortSignal?: Abortable & { readonly aborted: boolean; readonly reason?: unknown };
}

/** What the SDK takes as `requestHandler`. */
export interface EmulatorRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: HttpRequest, options?: AbortOptions): Promise<{ response: HttpResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

export function requestHandler(emulator: Emulator, service: ServiceName): EmulatorRequestHandler {
  const waker = wakerOf(emulator);
  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle: (request, options = {}) =>
      new Promise((resolve, reject) => {
        const { abortSignal } = options;
        if (abortSignal?.aborted === true) {
          reject(abortError(abortSignal.reason));
          return;
        }
        let unwatch = (): void => {};
        let body: EventBody | undefined;
        const caller: Caller<HttpResponse> = {
          encode: (output) => {
            const requestId = emulator.nextRequestId();
            if (!(output instanceof Subscription)) {
              return new HttpResponse(encodeOutput(service, requestId, output));
            }
            body = new EventBody(output, () => waker.plan());
            body.onOver = () => unwatch();
            return eventStreamResponse(requestId, body);
          },
          encodeError: (error) =>
            new HttpResponse(encodeError(service, emulator.nextRequestId(), error)),
          deliver: (response) => {
            // An event stream can still be aborted.
            if (body === undefined) unwatch();
            resolve({ response });
          },
          lose: () => {
            unwatch();
            const reset = connectionReset();
            body?.destroy(reset);
            reject(reset);
          },
          fail: (error) => {
            unwatch();
            reject(error as Error);
          },
        };
        const exchange = new Exchange(emulator, waker, caller);
        if (abortSignal !== undefined) {
          unwatch = onAbort(abortSignal, () => {
            exchange.abandon();
            unwatch();
            const aborted = abortError(abortSignal.reason);
            body?.destroy(aborted);
            reject(aborted);
          });
        }
        exchange.start(askedOf(emulator, service, request));
      }),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

function eventStreamResponse(requestId: string, body: EventBody): HttpResponse {
  const headers = { "content-type": eventStreamContentType, "x-amzn-requestid": requestId };
  return new HttpResponse({ statusCode: 200, headers, body });
}

function askedOf(emulator: Emulator, service: ServiceName, request: HttpRequest) {
  const action = actionOf(request.headers["x-amz-target"]);
  const { authorization } = request.headers;
  const signer = emulator.hasNamespaces ? signerOf({ authorization, url: "" }) : undefined;
  try {
    return { service, action, input: decodeBody(request.body), signer };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { service, action, input: undefined, unreadable: error };
  }
}

/** As Node's sockets say it: the SDK treats it as transient (facts/aws.md 6.1). */
function connectionReset(): Error {
  return Object.assign(new Error("read ECONNRESET"), {
    code: "ECONNRESET",
    errno: -104,
    syscall: "read",
  });
}

function abortError(reason: unknown): Error {
  const error = new Error("Request aborted", { cause: reason });
  error.name = "AbortError";
  return error;
}
