/** Where every HTTP request comes in: whether it may, what it asks for, in which protocol, and who answers. */
import type { Emulator } from "../../emulator.ts";
import { serializationError, ServiceError } from "../../service-error.ts";
import { withTraceHeader } from "../../sqs/input/trace-header.ts";
import { type Asked, Exchange } from "../exchange.ts";
import { accessKeyOf, signerOf } from "../signer.ts";
import { type Waker, wakerOf } from "../waker.ts";
import type { Witness } from "../witness.ts";
import { addresseeOf } from "./addressee.ts";
import { type Answering, ApiCall } from "./api-call.ts";
import type { HttpAnswer, HttpCall } from "./call.ts";
import { clockAnswer } from "./clock-call.ts";
import type { Gate } from "./gate.ts";
import type { HeldBytes } from "./held-bytes.ts";
import { bodyLimit } from "./limits.ts";
import {
  accessDenied,
  health,
  internalFailure,
  plainJson,
  preflight,
  refused,
  tooLarge,
  unknownOperationPage,
} from "./pages.ts";
import type { Addressee } from "./protocol.ts";
import { signatureFault } from "./signature.ts";
import { workAnswer } from "./work-call.ts";

export interface ReceptionOptions {
  readonly emulator: Emulator;
  readonly gate: Gate;
  readonly held: HeldBytes;
  /** Where the server listens: what a queue's URL begins with if its caller named no host. */
  readonly url: string;
  /** Whether callers on this machine may move the time. */
  readonly hasClock: boolean;
  /** Looks on. */
  readonly witness: Witness | undefined;
  /** Told of an error that is a bug of the model. */
  readonly onBug: (error: unknown) => void;
}

export class Reception {
  readonly #options: ReceptionOptions;
  readonly #waker: Waker;
  /** Calls whose answer is on its way or parked. */
  readonly #open = new Map<ApiCall, Exchange<HttpAnswer>>();
  readonly #nextRequestId: () => string;
  readonly #answering: Answering;
  #isReleasing = false;

  constructor(options: ReceptionOptions) {
    const { emulator, gate, url, hasClock, onBug } = options;
    this.#options = options;
    this.#waker = wakerOf(emulator);
    this.#waker.onError = onBug;
    if (hasClock) this.#waker.isMovable = true;
    this.#nextRequestId = () => emulator.nextRequestId();
    this.#answering = {
      nextRequestId: this.#nextRequestId,
      corsHeaders: (call) => gate.corsHeaders(call),
      url,
      onBug,
      plan: () => this.#waker.plan(),
      onEnd: (api) => {
        if (this.#open.size > 0) this.#open.delete(api);
      },
    };
  }

  /** What is answered to a caller that may not come in; undefined if it may. */
  refusal(call: HttpCall): HttpAnswer | undefined {
    const reason = this.#options.gate.refusal(call);
    return reason === undefined ? undefined : refused(call, this.#nextRequestId(), reason);
  }

  /** What is answered to a request before its body is read; undefined if it is to be read and received. */
  turnAway(call: HttpCall): HttpAnswer | undefined {
    const refusal = this.refusal(call);
    if (refusal !== undefined) return refusal;
    const announced = Number(call.header("content-length") ?? 0);
    return announced > bodyLimit(call) ? this.tooLarge(call) : undefined;
  }

  /** The answer to a body that is not read to its end. */
  tooLarge(call: HttpCall): HttpAnswer {
    return this.#withCors(call, tooLarge(this.#nextRequestId()));
  }

  receive(call: HttpCall, body: Buffer): void {
    const { held } = this.#options;
    if (held.hasRoom) {
      this.#receive(call, body);
      return;
    }
    const stopWaiting = held.whenRoom(() => this.#receive(call, body));
    if (stopWaiting !== undefined) call.whenGone(stopWaiting);
  }

  /** Answers everything that is parked and ends every event stream; from now on nothing is parked. */
  release(): void {
    this.#isReleasing = true;
    for (const [api, exchange] of this.#open) {
      exchange.release();
      api.endEvents();
    }
  }

  #receive(call: HttpCall, body: Buffer): void {
    try {
      const control = this.#control(call, body);
      if (control !== undefined) {
        call.respond(this.#withCors(call, control));
        return;
      }
      const addressee = addresseeOf(call, body);
      if (addressee === undefined) this.#answerOther(call, body);
      else this.#perform(call, addressee, body);
    } catch (error) {
      this.#options.onBug(error);
      call.respond(internalFailure(this.#nextRequestId()));
    }
  }

  /** Calls that are none of AWS's. */
  #control(call: HttpCall, body: Buffer): HttpAnswer | undefined {
    if (call.url.startsWith("/clock")) {
      return clockAnswer(call, body, this.#waker, this.#nextRequestId());
    }
    if (!call.url.startsWith("/work")) return undefined;
    return workAnswer(call, body, this.#options.witness, this.#nextRequestId());
  }

  #answerOther(call: HttpCall, body: Buffer): void {
    const requestId = this.#nextRequestId();
    const answer =
      preflight(call, requestId) ??
      health(call, requestId) ??
      plainJson(call, requestId, body) ??
      unknownOperationPage(call, requestId) ??
      accessDenied(requestId);
    call.respond(this.#withCors(call, answer));
  }

  #withCors(call: HttpCall, answer: HttpAnswer): HttpAnswer {
    answer.headers.push(...this.#options.gate.corsHeaders(call));
    return answer;
  }

  #perform(call: HttpCall, addressee: Addressee, body: Buffer): void {
    const api = new ApiCall(this.#answering, call, addressee);
    const { emulator, witness } = this.#options;
    const exchange = new Exchange(emulator, this.#waker, api, witness);
    const asked = read(call, addressee, body);
    exchange.start(
      emulator.hasNamespaces || witness !== undefined ? { ...asked, ...signed(call) } : asked,
    );
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

function signed(call: HttpCall): Pick<Asked, "signer" | "caller"> {
  const parts = { authorization: call.header("authorization"), url: call.url };
  return { signer: signerOf(parts), caller: accessKeyOf(parts) };
}

function read(call: HttpCall, { service, action, protocol }: Addressee, body: Buffer): Asked {
  // Of a request without a body Kinesis says first that it does not know the operation.
  if (service === "kinesis" && body.length === 0) return { service, action, input: undefined };
  try {
    const input = protocol.decode(body);
    if (service === "sqs") {
      return { service, action, input: withTraceHeader(input, traceHeaderOf(call)) };
    }
    const unreadable = signatureFault(call);
    return unreadable ? { service, action, input, unreadable } : { service, action, input };
  } catch (error) {
    // Whatever else a decoder says about hostile bytes is about the bytes.
    const unreadable = error instanceof ServiceError ? error : serializationError("");
    return { service, action, input: undefined, unreadable };
  }
}

/** It is kept with a message, so it must not be a part of a longer text: that would be kept with it. */
function traceHeaderOf(call: HttpCall): string | undefined {
  const header = call.header("x-amzn-trace-id");
  return header === undefined ? undefined : Buffer.from(header).toString();
}
