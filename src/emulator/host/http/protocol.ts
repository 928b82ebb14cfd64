import type { ServiceError } from "../../service-error.ts";
import type { ServiceName } from "../../service-name.ts";
import type { PayloadEncoding } from "../event-stream.ts";
import type { HeaderList } from "./call.ts";

/** A body with what has to be said about it. */
export interface Encoded {
  readonly headers: HeaderList;
  readonly body: string | Uint8Array;
}

/** How requests and answers of one service are written: the one difference between the AWS protocols. */
export interface Protocol {
  /** The input as the model takes it. Throws SerializationException. */
  decode(body: Buffer): unknown;
  encode(output: object, requestId: string): Encoded;
  /** How the events of an answer that goes on are written; left out where no answer does. */
  readonly events?: PayloadEncoding;
  /** Its status is the error's own. */
  encodeError(error: ServiceError, requestId: string): Encoded;
}

/** Whom a request is for, and in which words. */
export interface Addressee {
  readonly service: ServiceName;
  /** Empty when the request does not say: the service then answers that it does not know the operation. */
  readonly action: string;
  readonly protocol: Protocol;
}
