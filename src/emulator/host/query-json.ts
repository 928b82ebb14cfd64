/**
 * Answers of the query protocol as JSON, for who accepts `application/json`: LocalStack's test_marker_serialization_json_protocol,
 * test_get_queue_attributes_json_format and test_get_list_queues_fails_json_format, recorded against AWS. Members that have no value
 * are null, maps are lists of names and values.
 */
import { type ServiceError } from "../service-error.ts";
import { queryActions, type QueryField, type QueryFields } from "./query-fields.ts";
import type { WireResponse } from "./wire.ts";

/** Members that this form calls by an older name. */
const olderNames: Readonly<Record<string, string>> = {
  Messages: "messages",
  QueueUrls: "queueUrls",
};

export function isJsonAccepted(accept: string | undefined): boolean {
  return accept !== undefined && /\bapplication\/json\b/i.test(accept);
}

export function encodeJsonOutput(action: string, output: object, requestId: string): WireResponse {
  const fields = queryActions.get(action)?.output;
  return response(200, requestId, {
    [`${action}Response`]: {
      ...(fields !== undefined && {
        [`${action}Result`]: jsonFields(fields, output as Record<string, unknown>),
      }),
      ResponseMetadata: { RequestId: requestId },
    },
  });
}

export function encodeJsonError(
  { statusCode, queryCode: Code }: ServiceError,
  Message: string,
  RequestId: string,
): WireResponse {
  const Type = statusCode < 500 ? "Sender" : "Receiver";
  return response(statusCode, RequestId, { Error: { Code, Message, Type }, RequestId });
}

function jsonFields(fields: QueryFields, values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      olderNames[name] ?? name,
      jsonValue(field, values[name]),
    ]),
  );
}

function jsonValue(field: QueryField, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  switch (field.type) {
    case "list":
      return (value as readonly unknown[]).map((item) => jsonValue(field.of, item));
    case "map":
      return Object.entries(value).map(([key, item]) => ({
        [field.key]: key,
        Value: jsonValue(field.of, item),
      }));
    case "structure":
      return jsonFields(field.fields, value as Readonly<Record<string, unknown>>);
    case "string":
    case "integer":
    case "boolean":
      return value;
  }
}

function response(statusCode: number, requestId: string, document: object): WireResponse {
  const headers = { "content-type": "application/json", "x-amzn-requestid": requestId };
  return { statusCode, headers, body: Buffer.from(JSON.stringify(document)) };
}
