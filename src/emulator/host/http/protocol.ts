import type { ServiceError } from "../../service-error.ts";
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
  /** Its status is the error's own. */
  /** How the events of an answer that goes on are written; left out where no answer does. */
  readonly events?: PayloadEncoding;
  encodeError(error: ServiceError, requestId: string): Encoded;
}
