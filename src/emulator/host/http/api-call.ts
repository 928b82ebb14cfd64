import { pipeline, Readable } from "node:stream";

import { ServiceError, type ServiceName, Subscription } from "../../emulator.ts";
import { EventBody, eventStreamContentType } from "../event-stream.ts";
import type { Caller } from "../exchange.ts";
import type { HeaderList, HttpAnswer, HttpCall } from "./call.ts";
import type { Addressee, Encoded, Protocol } from "./protocol.ts";
import { withReachableUrls } from "./queue-url.ts";

/** What every answer needs that is not in the request. */
export interface Answering {
  readonly nextRequestId: () => string;
  /** What lets the script of a page that was let in read the answer. */
  readonly corsHeaders: (call: HttpCall) => HeaderList;
  /** Where the server listens. */
  readonly url: string;
  /** Told of an error that is a bug of the model. The caller gets InternalFailure 500. */
  readonly onBug: (error: unknown) => void;
  /** Told when the model may want to be woken at another instant. */
  readonly plan: () => void;
  /** Told when the answer has been given or has become impossible. */
  readonly onEnd: (call: ApiCall) => void;
}

/** One call of an action: its answers in the form the caller speaks. */
export class ApiCall implements Caller<HttpAnswer> {
  readonly #answering: Answering;
  readonly #call: HttpCall;
  readonly #service: ServiceName;
  readonly #action: string;
  readonly #protocol: Protocol;
  #events: EventBody | undefined;
  isAnswered = false;

  constructor(answering: Answering, call: HttpCall, addressee: Addressee) {
    this.#answering = answering;
    this.#call = call;
    this.#service = addressee.service;
    this.#action = addressee.action;
    this.#protocol = addressee.protocol;
  }

  encode(output: object): HttpAnswer {
    if (output instanceof Subscription) return this.#subscribe(output);
    const said =
      this.#service === "sqs"
        ? withReachableUrls(this.#action, output, this.#call, this.#answering.url)
        : output;
    const requestId = this.#answering.nextRequestId();
    return this.#answer(200, requestId, this.#protocol.encode(said, requestId));
  }

  encodeError(error: ServiceError): HttpAnswer {
    const requestId = this.#answering.nextRequestId();
    return this.#answer(error.statusCode, requestId, this.#protocol.encodeError(error, requestId));
  }

  deliver(answer: HttpAnswer): void {
    if (this.#events === undefined) {
      this.#end();
      this.#call.respond(answer);
      return;
    }
    const stream = this.#call.open(answer.status, answer.headers);
    if (stream === undefined) {
      this.#end();
      return;
    }
    // A caller that goes, or that does not keep up, is seen by the stream: it gives the events up, or takes no more of them.
    pipeline(Readable.from(this.#events), stream, () => this.#end());
  }

  lose(): void {
    this.#end();
    this.#call.reset();
  }

  /** Ends the events of an answer that goes on, if it is one. */
  endEvents(): void {
    void this.#events?.return();
  }

  fail(error: unknown): void {
    this.#answering.onBug(error);
    if (this.isAnswered) return;
    this.endEvents();
    this.#events = undefined;
    const failure = new ServiceError("InternalFailure", "Internal Service Failure", {
      statusCode: 500,
    });
    this.deliver(this.encodeError(failure));
  }

  #subscribe(subscription: Subscription): HttpAnswer {
    const { plan } = this.#answering;
    this.#events = new EventBody(subscription, plan, this.#protocol.events);
    const headers = ["content-type", eventStreamContentType];
    return this.#answer(200, this.#answering.nextRequestId(), { headers, body: "" });
  }

  #end(): void {
    this.isAnswered = true;
    this.endEvents();
    this.#answering.onEnd(this);
  }

  #answer(status: number, requestId: string, { headers, body }: Encoded): HttpAnswer {
    const all = [...headers];
    addIds(all, this.#service, requestId);
    all.push(...this.#answering.corsHeaders(this.#call));
    return { status, headers: all, body };
  }
}

/** Kinesis sends a second id, 72 bytes or a little more in base64 (mhart/kinesalite test/connection.js). */
export function addIds(headers: string[], service: ServiceName, requestId: string): void {
  headers.push("x-amzn-requestid", requestId);
  if (service === "kinesis") headers.push("x-amz-id-2", btoa(requestId + requestId));
}
