import { serializationError, ServiceError } from "../service-error.ts";
import type { ServiceName } from "../service-name.ts";

/** One answer, ready to be written by whatever carries it. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** AWS JSON 1.1 for Kinesis, 1.0 for SQS. */
export const contentTypes: Readonly<Record<ServiceName, string>> = {
  kinesis: "application/x-amz-json-1.1",
  sqs: "application/x-amz-json-1.0",
};

/** The types that SQS gives in JSON to errors outside its model (recorded in LocalStack's test_sqs.snapshot.json). */
const jsonTypes: Readonly<Record<string, string>> = {
  InvalidParameterValue: "com.amazon.coral.service#InvalidParameterValueException",
  MissingParameter: "com.amazon.coral.service#MissingRequiredParameterException",
  SerializationException: "com.amazon.coral.service#SerializationException",
  UnknownOperationException: "com.amazon.coral.service#UnknownOperationException",
};

/** The action in an `x-amz-target` header such as `Kinesis_20131202.PutRecord`. */
export function actionOf(target: string | undefined): string {
  return target === undefined ? "" : target.slice(target.lastIndexOf(".") + 1);
}

/** Reads a JSON body. Throws SerializationException. */
export function decodeBody(body: unknown): unknown {
  try {
    return JSON.parse(textOf(body)) as unknown;
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    // Without a message, as Kinesis says it (mhart/kinesalite test/connection.js).
    throw Object.assign(serializationError(""), { cause });
  }
}

export function encodeOutput(
  service: ServiceName,
  requestId: string,
  output: object,
): WireResponse {
  const body = isSilent(service, output) ? "" : jsonOf(output);
  return response(service, requestId, 200, body);
}

/** An action of Kinesis that says nothing answers with no body at all (mhart/kinesalite, checked against the live service). */
export function isSilent(service: ServiceName, output: object): boolean {
  if (service !== "kinesis") return false;
  for (const _ in output) return false;
  return true;
}

/** An error as the service sends it, so that the unmodified SDK raises what facts/aws.md 6.2 says. */
export function encodeError(
  service: ServiceName,
  requestId: string,
  error: ServiceError,
): WireResponse {
  const body = JSON.stringify(errorDocument(service, error));
  const wire = response(service, requestId, error.statusCode, body);
  if (service === "sqs") wire.headers["x-amzn-query-error"] = queryError(error);
  return wire;
}

/** The body of an error. */
export function errorDocument(service: ServiceName, { name, message }: ServiceError): object {
  return service === "sqs"
    ? { __type: jsonTypes[name] ?? `com.amazonaws.sqs#${name}`, message }
    : kinesisError(name, message);
}

/** `x-amzn-query-error`: the code of the older query protocol, and whose fault it is. */
export function queryError(error: ServiceError): string {
  return `${error.queryCode};${error.statusCode < 500 ? "Sender" : "Receiver"}`;
}

/** Kinesis says a SerializationException's text as `Message`, and leaves out what is empty (mhart/kinesalite). */
function kinesisError(name: string, message: string): object {
  if (message === "") return { __type: name };
  return name === "SerializationException"
    ? { __type: name, Message: message }
    : { __type: name, message };
}

function response(
  service: ServiceName,
  requestId: string,
  statusCode: number,
  body: string,
): WireResponse {
  const headers = { "content-type": contentTypes[service], "x-amzn-requestid": requestId };
  return { statusCode, headers, body: bytesOf(body) };
}

/** Characters from which on an answer is put together with more care. */
const longText = 4096;

/** Several times as quick for long texts in ASCII. */
function bytesOf(text: string): Uint8Array {
  const isAscii = text.length >= longText && Buffer.byteLength(text) === text.length;
  return Buffer.from(text, isAscii ? "latin1" : "utf8");
}

interface WithData {
  readonly Data: string;
}

const noData = '"Data":""';

/** JSON. Long data of records is base64: put in by itself, since there is nothing to escape. */
function jsonOf(output: object): string {
  const { Records: records } = output as { Records?: unknown };
  if (!Array.isArray(records) || records.length === 0) return JSON.stringify(output);
  if (!records.every(hasLongData)) return JSON.stringify(output);
  const empty = records.map((record) => ({ ...record, Data: "" }));
  // Within a text the quotes would be escaped.
  const pieces = JSON.stringify({ ...output, Records: empty }).split(noData);
  const data = records.map(({ Data }) => `"Data":"${Data}"`);
  return pieces.map((piece, at) => `${data[at - 1] ?? ""}${piece}`).join("");
}

function hasLongData(record: Partial<WithData>): record is WithData {
  return typeof record.Data === "string" && record.Data.length >= longText;
}

function textOf(body: unknown): string {
  if (typeof body === "string") return body;
  if (Buffer.isBuffer(body)) return body.toString();
  if (body instanceof Uint8Array)
    return Buffer.from(body.buffer, body.byteOffset, body.length).toString();
  if (body === undefined || body === null) return "{}";
  throw serializationError("The request body is not text.");
}
