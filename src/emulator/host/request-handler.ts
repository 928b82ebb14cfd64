/**
 * The model behind the unmodified AWS SDK, without sockets. A request travels for a while, meets the emulator, and its answer
 * travels back: promises and timers only, the global `setTimeout` and `Date.now` only, so it runs in virtual time as it does in
 * real time.
 */
import { type HttpRequest, HttpResponse } from "@smithy/core/transport";

import {
  type Emulator,
  type Journey,
  Parked,
  ServiceError,
  type ServiceName,
} from "../emulator.ts";
import { type Waker, wakerOf } from "./waker.ts";
import { actionOf, decodeBody, encodeError, encodeOutput } from "./wire.ts";

/** How the SDK says that it no longer wants the answer. */
interface AbortOptions {
  readonly abortSignal?: {
    readonly aborted: boolean;
    readonly reason?: unknown;
    readonly addEventListener?: (type: "abort", listener: () => void) => void;
    readonly removeEventListener?: (type: "abort", listener: () => void) => void;
  };
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
        const exchange = new Exchange(emulator, waker, service, { resolve, reject });
        if (abortSignal !== undefined) exchange.watch(abortSignal);
        exchange.start(request);
      }),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

interface Settle {
  readonly resolve: (output: { response: HttpResponse }) => void;
  readonly reject: (error: Error) => void;
}

/** One request and its answer. */
class Exchange {
  readonly #emulator: Emulator;
  readonly #waker: Waker;
  readonly #service: ServiceName;
  readonly #settle: Settle;
  #timer: NodeJS.Timeout | undefined;
  #parked: Parked | undefined;
  #unwatch: () => void = () => {};

  constructor(emulator: Emulator, waker: Waker, service: ServiceName, settle: Settle) {
    this.#emulator = emulator;
    this.#waker = waker;
    this.#service = service;
    this.#settle = settle;
  }

  watch(signal: NonNullable<AbortOptions["abortSignal"]>): void {
    const abort = (): void => {
      clearTimeout(this.#timer);
      this.#parked?.cancel();
      this.#waker.plan();
      this.#fail(abortError(signal.reason));
    };
    signal.addEventListener?.("abort", abort);
    this.#unwatch = () => signal.removeEventListener?.("abort", abort);
  }

  start(request: HttpRequest): void {
    const action = actionOf(request.headers["x-amz-target"]);
    let input: unknown;
    let unreadable: ServiceError | undefined;
    try {
      input = decodeBody(request.body);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      unreadable = error;
    }
    const journey = this.#emulator.journey(this.#service, action, input, Date.now());
    this.#after(journey.requestMs, () => {
      if (journey.isRequestLost) this.#fail(connectionReset());
      else if (unreadable !== undefined) this.#answerError(journey, unreadable);
      else this.#arrive(action, input, journey);
    });
  }

  #arrive(action: string, input: unknown, journey: Journey): void {
    try {
      const output = this.#emulator.handle(this.#service, action, input, Date.now());
      if (output instanceof Parked) {
        this.#parked = output;
        output.onReply = (late) => this.#answer(journey, late);
      } else {
        this.#answer(journey, output);
      }
    } catch (error) {
      if (error instanceof ServiceError) this.#answerError(journey, error);
      else this.#fail(error as Error);
    }
    this.#waker.plan();
  }

  #answer(journey: Journey, output: object): void {
    this.#parked = undefined;
    const wire = encodeOutput(this.#service, this.#emulator.nextRequestId(), output);
    this.#return(journey, new HttpResponse(wire));
  }

  #answerError(journey: Journey, error: ServiceError): void {
    const wire = encodeError(this.#service, this.#emulator.nextRequestId(), error);
    this.#return(journey, new HttpResponse(wire));
  }

  #return(journey: Journey, response: HttpResponse): void {
    this.#after(journey.responseMs, () => {
      if (journey.isResponseLost) {
        this.#fail(connectionReset());
        return;
      }
      this.#unwatch();
      this.#settle.resolve({ response });
    });
  }

  #fail(error: Error): void {
    this.#unwatch();
    this.#settle.reject(error);
  }

  #after(ms: number, act: () => void): void {
    if (ms <= 0) act();
    else this.#timer = setTimeout(act, ms);
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
