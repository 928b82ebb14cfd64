/**
 * Answers to requests that do not get as far as an action, as Kinesis gives them to production clients (mhart/kinesalite
 * test/connection.js). Signatures may be missing, so none of them is about authentication.
 */
import { Buffer } from "node:buffer";

import { ServiceError } from "../../service-error.ts";
import { escapeXml } from "../query-output.ts";
import { addresseeOf, isPlainJson } from "./addressee.ts";
import { addIds } from "./api-call.ts";
import type { HttpAnswer, HttpCall } from "./call.ts";

/** Whether the server is up: for start-up scripts and containers. */
export function health(call: HttpCall, requestId: string): HttpAnswer | undefined {
  const isAsked = (call.method === "GET" || call.method === "HEAD") && call.url === "/health";
  if (!isAsked) return undefined;
  return {
    status: 200,
    headers: ["content-type", "application/json", "x-amzn-requestid", requestId],
    body: call.method === "HEAD" ? "" : '{"status":"ok","services":["kinesis","sqs"]}',
  };
}

/** What is said to a caller that may not come in, in the form that it speaks; nothing of its body was read. */
export function refused(call: HttpCall, requestId: string, reason: string): HttpAnswer {
  const error = new ServiceError("AccessDeniedException", reason, {
    statusCode: 403,
    queryCode: "AccessDenied",
  });
  const addressee = addresseeOf(call, Buffer.alloc(0));
  if (addressee === undefined) return accessDenied(requestId, reason);
  const { headers, body } = addressee.protocol.encodeError(error, requestId);
  const answer = { status: 403, headers: [...headers], body };
  addIds(answer.headers, addressee.service, requestId);
  return answer;
}

/** The question a browser asks before it lets a page of another origin call: one that was let in here. */
export function preflight(call: HttpCall, requestId: string): HttpAnswer | undefined {
  if (call.method !== "OPTIONS" || call.header("origin") === undefined) return undefined;
  const headers = ["x-amzn-requestid", requestId];
  const requestHeaders = call.header("access-control-request-headers");
  const requestMethod = call.header("access-control-request-method");
  if (requestHeaders !== undefined) headers.push("access-control-allow-headers", requestHeaders);
  if (requestMethod !== undefined) headers.push("access-control-allow-methods", requestMethod);
  headers.push("access-control-max-age", "172800");
  return { status: 200, headers, body: "" };
}

/** To plain JSON Kinesis speaks an older dialect, and does nothing (mhart/kinesalite index.js). */
export function plainJson(call: HttpCall, requestId: string, body: Buffer): HttpAnswer | undefined {
  if (call.method !== "POST" || !isPlainJson(call.header("content-type"))) return undefined;
  const [status, name] = isObject(body)
    ? [404, "UnknownOperationException"]
    : [400, "SerializationException"];
  const Output = { __type: `com.amazon.coral.service#${name}` };
  const answer = page(requestId, status, JSON.stringify({ Output, Version: "1.0" }));
  answer.headers.push("content-type", "application/json");
  return answer;
}

function isObject(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

/** No operation can be told from the request. */
export function accessDenied(
  requestId: string,
  message = "Unable to determine service/operation name to be authorized",
): HttpAnswer {
  const body = `<AccessDeniedException>\n  <Message>${escapeXml(message)}</Message>\n</AccessDeniedException>\n`;
  return page(requestId, 403, body);
}

/** A target, but a content type that the service does not take. */
export function unknownOperationPage(call: HttpCall, requestId: string): HttpAnswer | undefined {
  if (call.method !== "POST" || call.header("x-amz-target") === undefined) return undefined;
  return page(requestId, 404, "<UnknownOperationException/>\n");
}

/** Status as kinesalite has it; the body is *assumed*. */
export function tooLarge(requestId: string): HttpAnswer {
  return page(requestId, 413, "<RequestEntityTooLargeException/>\n");
}

/** A bug, before it was known who was asked for what. */
export function internalFailure(requestId: string): HttpAnswer {
  return page(requestId, 500, "<InternalFailure/>\n");
}

function page(requestId: string, status: number, body: string): HttpAnswer {
  const headers: string[] = [];
  addIds(headers, "kinesis", requestId);
  return { status, headers, body };
}
