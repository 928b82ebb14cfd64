/** AWS JSON, 1.1 as Kinesis speaks it and 1.0 as SQS does. */
import { isUtf8 } from "node:buffer";

import { serializationError } from "../../service-error.ts";
import type { ServiceName } from "../../service-name.ts";
import { jsonPayload } from "../event-stream.ts";
import { contentTypes, decodeBody, errorDocument, isSilent, queryError } from "../wire.ts";
import { isAcceptableJson } from "./json-form.ts";
import type { Protocol } from "./protocol.ts";

export function jsonProtocol(service: ServiceName): Protocol {
  const headers = ["content-type", contentTypes[service]];
  return {
    decode: (body) => {
      if (!isAcceptableJson(body)) throw serializationError("");
      const text = body.toString();
      // Bytes that are no text would be changed silently: decoding puts this character in their place.
      if (text.includes("\uFFFD") && !isUtf8(body)) throw serializationError("");
      return decodeBody(text);
    },
    encode: (output) => ({
      headers,
      body: isSilent(service, output) ? "" : JSON.stringify(output),
    }),
    events: jsonPayload,
    encodeError: (error) => ({
      headers: service === "sqs" ? [...headers, "x-amzn-query-error", queryError(error)] : headers,
      body: JSON.stringify(errorDocument(service, error)),
    }),
  };
}
