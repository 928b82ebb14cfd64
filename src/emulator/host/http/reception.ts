/** Where every HTTP request comes in: what it asks for, in which protocol, and who answers. */
import type { Emulator } from "../../emulator.ts";
import { serializationError, ServiceError } from "../../service-error.ts";
import { type Asked, Exchange } from "../exchange.ts";
import { type Waker, wakerOf } from "../waker.ts";
import { type Addressee, addresseeOf, addresseeWithoutTarget } from "./addressee.ts";
import { type Answering, ApiCall } from "./api-call.ts";
import type { HttpAnswer, HttpCall } from "./call.ts";
import { accessDenied, health, preflight, tooLarge, unknownOperationPage } from "./pages.ts";
import { queryAddressee } from "./query-addressee.ts";

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
    const target = call.method === "POST" ? call.header("x-amz-target") : undefined;
    const addressee =
      target === undefined
        ? (queryAddressee(call, body) ?? addresseeWithoutTarget(call))
        : addresseeOf(target, call.header("content-type"));
    if (addressee === undefined) this.#answerOther(call, target !== undefined);
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

  #answerOther(call: HttpCall, hasTarget: boolean): void {
    const requestId = this.#nextRequestId();
    call.respond(
      preflight(call, requestId) ??
        health(call, requestId) ??
        (hasTarget ? unknownOperationPage(call, requestId) : accessDenied(call, requestId)),
    );
  }

  #perform(call: HttpCall, addressee: Addressee, body: Buffer): void {
    const api = new ApiCall(this.#answering, call, addressee);
    const exchange = new Exchange(this.#emulator, this.#waker, api);
    exchange.start(read(addressee, body));
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

function read({ service, action, protocol }: Addressee, body: Buffer): Asked {
  try {
    return { service, action, input: protocol.decode(body) };
  } catch (error) {
    // Whatever else a decoder says about hostile bytes is about the bytes.
    const unreadable = error instanceof ServiceError ? error : serializationError("");
    return { service, action, input: undefined, unreadable };
  }
}
