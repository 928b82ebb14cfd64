import { ServiceError } from "../../service-error.ts";
import {
  decodeQuery,
  encodeQueryError,
  encodeQueryOutput,
  isQueryRequest,
} from "../query-protocol.ts";
import type { WireResponse } from "../wire.ts";
import type { HttpCall } from "./call.ts";
import type { Addressee, Encoded } from "./protocol.ts";

/** A request in the query protocol of SQS; undefined if it is none. Its action is in the body, so this reads all of it. */
export function queryAddressee(call: HttpCall, body: Buffer): Addressee | undefined {
  const { method, url } = call;
  if (method !== "POST" && method !== "GET") return undefined;
  if (!isQueryRequest(call.header("content-type"), url)) return undefined;
  const accept = call.header("accept");
  let action = "";
  let decode: () => unknown;
  try {
    const request = decodeQuery(method, url, body);
    ({ action } = request);
    decode = () => request.input;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    decode = () => {
      throw error;
    };
  }
  return {
    service: "sqs",
    action,
    protocol: {
      decode,
      encode: (output, requestId) => encoded(encodeQueryOutput(action, output, requestId, accept)),
      encodeError: (error, requestId) => encoded(encodeQueryError(error, requestId, accept)),
    },
  };
}

/** The request id is added to every answer alike. */
function encoded({ headers, body }: WireResponse): Encoded {
  return { headers: ["content-type", headers["content-type"] ?? "text/xml"], body };
}
