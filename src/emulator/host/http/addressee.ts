import type { Buffer } from "node:buffer";

import type { HttpCall } from "./call.ts";
import { cborContentType, cborProtocol } from "./cbor-protocol.ts";
import { jsonProtocol } from "./json-protocol.ts";
import type { Addressee, Protocol } from "./protocol.ts";
import { queryAddressee } from "./query-addressee.ts";

const kinesisTarget = "Kinesis_20131202.";
const sqsTarget = "AmazonSQS.";
const kinesisJson = jsonProtocol("kinesis");
const sqsJson = jsonProtocol("sqs");

/** Whom a request is for; undefined if it does not say so in a protocol that the service speaks. */
export function addresseeOf(call: HttpCall, body: Buffer): Addressee | undefined {
  if (call.method !== "POST") return queryAddressee(call, body);
  const target = call.header("x-amz-target");
  const contentType = call.header("content-type");
  if (target?.startsWith(sqsTarget) === true) {
    if (formatOf(contentType) === undefined) return undefined;
    return { service: "sqs", action: target.slice(sqsTarget.length), protocol: sqsJson };
  }
  const query = target === undefined ? queryAddressee(call, body) : undefined;
  if (query !== undefined) return query;
  const format = formatOf(contentType);
  if (body.length === 0)
    return ofKinesis(target, format === "json-1.1" ? kinesisJson : cborProtocol);
  if (format === "json-1.0") {
    return target === undefined ? { service: "sqs", action: "", protocol: sqsJson } : undefined;
  }
  return format && ofKinesis(target, format === "cbor" ? cborProtocol : kinesisJson);
}

/** Kinesis answers what has no body too, in CBOR unless asked in JSON (mhart/kinesalite test/connection.js). */
function ofKinesis(target: string | undefined, protocol: Protocol): Addressee {
  const isTarget = target?.startsWith(kinesisTarget) === true;
  return {
    service: "kinesis",
    action: isTarget ? target.slice(kinesisTarget.length) : "",
    protocol,
  };
}

/** Whether a content type is the plain JSON that Kinesis answers in a form of its own. */
export function isPlainJson(contentType: string | undefined): boolean {
  return contentType !== undefined && bare(contentType) === "application/json";
}

type Format = "json-1.0" | "json-1.1" | "cbor";
const formats: ReadonlyMap<string, Format> = new Map([
  ["application/x-amz-json-1.0", "json-1.0"],
  ["application/x-amz-json-1.1", "json-1.1"],
  [cborContentType, "cbor"],
]);

/** Parameters such as charset are passed over. */
function formatOf(contentType: string | undefined): Format | undefined {
  if (contentType === undefined) return undefined;
  return formats.get(contentType) ?? formats.get(bare(contentType));
}

function bare(contentType: string): string {
  const end = contentType.indexOf(";");
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}
