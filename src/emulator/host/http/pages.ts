/**
 * Answers to requests that do not get as far as an action, as Kinesis gives them to production clients (mhart/kinesalite
 * test/connection.js). Signatures may be missing, so none of them is about authentication.
 */
import type { Buffer } from "node:buffer";

import { isPlainJson } from "./addressee.ts";
import { corsHeaders, addIds } from "./api-call.ts";
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

/** The question a browser asks before it lets a page of another origin call. */
export function preflight(call: HttpCall, requestId: string): HttpAnswer | undefined {
  if (call.method !== "OPTIONS" || call.header("origin") === undefined) return undefined;
  const headers = ["x-amzn-requestid", requestId, "access-control-allow-origin", "*"];
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
  const answer = page(call, requestId, status, JSON.stringify({ Output, Version: "1.0" }));
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
export function accessDenied(call: HttpCall, requestId: string): HttpAnswer {
  const message = "Unable to determine service/operation name to be authorized";
  return page(
    call,
    requestId,
    403,
    `<AccessDeniedException>\n  <Message>${message}</Message>\n</AccessDeniedException>\n`,
  );
}

/** A target, but a content type that the service does not take. */
export function unknownOperationPage(call: HttpCall, requestId: string): HttpAnswer | undefined {
  if (call.method !== "POST" || call.header("x-amz-target") === undefined) return undefined;
  return page(call, requestId, 404, "<UnknownOperationException/>\n");
}

/** Status as kinesalite has it; the body is *assumed*. */
export function tooLarge(call: HttpCall, requestId: string): HttpAnswer {
  return page(call, requestId, 413, "<RequestEntityTooLargeException/>\n");
}

function page(call: HttpCall, requestId: string, status: number, body: string) {
  const headers: string[] = [];
  addIds(headers, "kinesis", requestId);
  if (call.header("origin") !== undefined) headers.push(...corsHeaders);
  return { status, headers, body };
}
