/** Where every HTTP request comes in: what it asks for, in which protocol, and who answers. */
import type { Emulator } from "../../emulator.ts";
import { serializationError, ServiceError } from "../../service-error.ts";
import { withTraceHeader } from "../../sqs/input/trace-header.ts";
import { type Asked, Exchange } from "../exchange.ts";
import { type Waker, wakerOf } from "../waker.ts";
import { type Addressee, addresseeOf } from "./addressee.ts";
import { type Answering, ApiCall } from "./api-call.ts";
import type { HttpAnswer, HttpCall } from "./call.ts";
import {
  accessDenied,
  health,
  plainJson,
  preflight,
  tooLarge,
  unknownOperationPage,
} from "./pages.ts";
import { signatureFault } from "./signature.ts";

export class Reception {
  readonly #emulator: Emulator;
  readonly #waker: Waker;
  /** Calls whose answer is on its way or parked. */
  readonly #open = new Map<ApiCall, Exchange<HttpAnswer>>();
  readonly #nextRequestId: () => string;
  readonly #answering: Answering;
  #isReleasing = false;

  constructor(emulator: Emulator, onBug: (error: unknown) => void) {
    this.#emulator = emulator;
    this.#waker = wakerOf(emulator);
    this.#nextRequestId = () => emulator.nextRequestId();
    this.#answering = {
      nextRequestId: this.#nextRequestId,
      onBug,
      plan: () => this.#waker.plan(),
      onEnd: (api) => {
        if (this.#open.size > 0) this.#open.delete(api);
      },
    };
  }

  receive(call: HttpCall, body: Buffer): void {
    const addressee = addresseeOf(call, body);
    if (addressee === undefined) this.#answerOther(call, body);
    else this.#perform(call, addressee, body);
  }

  /** Answers a body that is not read to its end. */
  refuseLarge(call: HttpCall): void {
    call.respond(tooLarge(call, this.#nextRequestId()));
  }

  /** Answers everything that is parked and ends every event stream; from now on nothing is parked. */
  release(): void {
    this.#isReleasing = true;
    for (const [api, exchange] of this.#open) {
      exchange.release();
      api.endEvents();
    }
  }

  #answerOther(call: HttpCall, body: Buffer): void {
    const requestId = this.#nextRequestId();
    call.respond(
      preflight(call, requestId) ??
        health(call, requestId) ??
        plainJson(call, requestId, body) ??
        unknownOperationPage(call, requestId) ??
        accessDenied(call, requestId),
    );
  }

  #perform(call: HttpCall, addressee: Addressee, body: Buffer): void {
    const api = new ApiCall(this.#answering, call, addressee);
    const exchange = new Exchange(this.#emulator, this.#waker, api);
    exchange.start(read(call, addressee, body));
    if (api.isAnswered) return;
    this.#open.set(api, exchange);
    call.whenGone(() => {
      this.#open.delete(api);
      exchange.abandon();
      api.endEvents();
    });
    if (!this.#isReleasing) return;
    exchange.release();
    api.endEvents();
  }
}

function read(call: HttpCall, { service, action, protocol }: Addressee, body: Buffer): Asked {
  // Of a request without a body Kinesis says first that it does not know the operation.
  if (service === "kinesis" && body.length === 0) return { service, action, input: undefined };
  try {
    const input = protocol.decode(body);
    if (service === "sqs") {
      return { service, action, input: withTraceHeader(input, call.header("x-amzn-trace-id")) };
    }
    const unreadable = signatureFault(call);
    return unreadable ? { service, action, input, unreadable } : { service, action, input };
  } catch (error) {
    // Whatever else a decoder says about hostile bytes is about the bytes.
    const unreadable = error instanceof ServiceError ? error : serializationError("");
    return { service, action, input: undefined, unreadable };
  }
}
