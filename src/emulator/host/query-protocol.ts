/**
 * The query protocol that SQS spoke before AWS JSON and still understands: a form in, XML out. SDKs older than 2023-11 use it.
 * Pure functions between bytes and what the model takes and gives.
 */
import { ServiceError } from "../service-error.ts";
import { queryActions } from "./query-fields.ts";
import { readInput } from "./query-input.ts";
import { encodeJsonError, encodeJsonOutput, isJsonAccepted } from "./query-json.ts";
import { element, escapeXml, writeFields } from "./query-output.ts";
import type { WireResponse } from "./wire.ts";

const namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

const unknownOperation = "UnknownOperationException";

/** Refused at the URL of a queue. GetQueueUrl is not. */
const accountActions: ReadonlySet<string> = new Set(["CreateQueue", "ListQueues"]);

/** A request as the model takes it. */
export interface QueryRequest {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Errors that the query protocol words in its own way. */
const queryMessages: Readonly<Record<string, string>> = {
  "AWS.SimpleQueueService.NonExistentQueue":
    "The specified queue does not exist for this wsdl version.",
};

/**
 * Whether these are the content type and the target of a request in the query protocol: a form, an action in the URL, or the URL of a
 * queue (LocalStack's test_get_without_query_returns_unknown_operation, recorded against AWS).
 */
export function isQueryRequest(contentType: string | undefined, url: string): boolean {
  if (contentType?.startsWith("application/x-www-form-urlencoded") === true) return true;
  if (contentType?.includes("json") === true) return false;
  return /[?&]Action=/.test(url) || /^\/\d{12}\/[^/?]+\/?(\?|$)/.test(url);
}

/**
 * So many parameters are taken: ten messages with ten attributes each have less than 500. What SQS says of more is *assumed*, as is how
 * many it takes.
 */
export const maxParameters = 5000;
/** Of an action that is none, more than this is not repeated. */
const shownCharacters = 100;

/** By name and value. Throws MalformedInput. */
function parametersIn(text: string): Iterable<readonly [string, string]> {
  let count = 1;
  // Counted before they are taken apart.
  for (let at = text.indexOf("&"); at >= 0; at = text.indexOf("&", at + 1)) {
    count += 1;
    if (count <= maxParameters) continue;
    throw new ServiceError("MalformedInput", `There are more than ${maxParameters} parameters.`);
  }
  return new URLSearchParams(text);
}

/**
 * Reads a request. `url` is path and query string; parameters may stand in it, in the form body, or both. A queue that no QueueUrl
 * names is the one in the path. Throws InvalidAction, MalformedInput, or UnknownOperationException 404 for a request without an
 * action; the shape itself is the model's to check.
 */
export function decodeQuery(method: string, url: string, body: Uint8Array | string): QueryRequest {
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const form = [
    ...parametersIn(at < 0 ? "" : url.slice(at + 1)),
    ...parametersIn(method === "GET" ? "" : Buffer.from(body as Uint8Array).toString()),
  ];
  const action = form.find(([name]) => name === "Action")?.[1] ?? null;
  if (action === null) {
    throw new ServiceError(unknownOperation, "The request names no action.", { statusCode: 404 });
  }
  const isQueuePath = path.split("/").filter((part) => part !== "").length > 1;
  const known = queryActions.get(action);
  if (known === undefined || (isQueuePath && accountActions.has(action))) {
    const shown = action.length > shownCharacters ? "" : ` ${action}`;
    throw new ServiceError("InvalidAction", `The action${shown} is not valid for this endpoint.`);
  }
  const input = oneOfAttributeNames(readInput(known.input, form));
  if ("QueueUrl" in known.input && input["QueueUrl"] === undefined && isQueuePath) {
    return { action, input: { ...input, QueueUrl: path } };
  }
  return { action, input };
}

/**
 * Where a receive says both, only the older counts, other than in JSON: LocalStack's
 * test_message_system_attribute_names_with_attribute_names, recorded against AWS.
 */
function oneOfAttributeNames(input: QueryRequest["input"]): QueryRequest["input"] {
  const { MessageSystemAttributeNames, ...others } = input;
  const { AttributeNames } = others;
  const hasOlder = Array.isArray(AttributeNames) && AttributeNames.length > 0;
  return hasOlder && MessageSystemAttributeNames !== undefined ? others : input;
}

/** As XML, or as JSON if that is accepted. */
export function encodeQueryOutput(
  action: string,
  output: object,
  requestId: string,
  accept?: string,
): WireResponse {
  if (isJsonAccepted(accept)) return encodeJsonOutput(action, output, requestId);
  const fields = queryActions.get(action)?.output;
  const result =
    fields === undefined
      ? ""
      : element(`${action}Result`, writeFields(fields, output as Record<string, unknown>));
  const metadata = element("ResponseMetadata", element("RequestId", requestId));
  return response(200, requestId, `${action}Response`, result + metadata);
}

export function encodeQueryError(
  error: ServiceError,
  requestId: string,
  accept?: string,
): WireResponse {
  if (error.name === unknownOperation && error.statusCode === 404) {
    return xml(404, requestId, element(unknownOperation, ""));
  }
  const message = queryMessages[error.queryCode] ?? error.message;
  if (isJsonAccepted(accept)) return encodeJsonError(error, message, requestId);
  const content =
    element("Type", error.statusCode < 500 ? "Sender" : "Receiver") +
    element("Code", escapeXml(error.queryCode)) +
    element("Message", escapeXml(message)) +
    element("Detail", "");
  const inner = element("Error", content) + element("RequestId", requestId);
  return response(error.statusCode, requestId, "ErrorResponse", inner);
}

function response(
  statusCode: number,
  requestId: string,
  root: string,
  content: string,
): WireResponse {
  const document = `<${root} xmlns="${namespace}">${content}</${root}>`;
  return xml(statusCode, requestId, `<?xml version="1.0"?>${document}`);
}

function xml(statusCode: number, requestId: string, text: string): WireResponse {
  const headers = { "content-type": "text/xml", "x-amzn-requestid": requestId };
  return { statusCode, headers, body: Buffer.from(text) };
}
