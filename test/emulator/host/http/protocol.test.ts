/** What the server says to requests that do not get as far as an action, as production clients saw Kinesis say it. */
import { expect, test, vi } from "vitest";

import { served } from "./served.ts";

const json11 = { "content-type": "application/x-amz-json-1.1" };
const listStreams = { ...json11, "x-amz-target": "Kinesis_20131202.ListStreams" };
const accessDenied =
  "<AccessDeniedException>\n" +
  "  <Message>Unable to determine service/operation name to be authorized</Message>\n" +
  "</AccessDeniedException>\n";

test.each([
  ["no target", json11, "{}", "UnknownOperationException"],
  [
    "an unknown target",
    { ...json11, "x-amz-target": "Kinesis_20131202.No" },
    "{}",
    "UnknownOperationException",
  ],
  [
    "another service",
    { ...json11, "x-amz-target": "DynamoDB_20120810.GetItem" },
    "{}",
    "UnknownOperationException",
  ],
  ["no body", listStreams, "", "SerializationException"],
  ["no JSON", listStreams, "hello", "SerializationException"],
  ["a truncated body", listStreams, '{"Limit":', "SerializationException"],
  [
    "bytes that are no text",
    listStreams,
    Buffer.from('{"StreamName":"\xff"}', "latin1"),
    "SerializationException",
  ],
])("Kinesis, %s: %j is answered with the error's type alone", async (_, headers, body, __type) => {
  await using server = await served();
  const answer = await server.request({ method: "POST", headers, body });
  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({ __type });
  expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
  expect(answer.headers.get("x-amzn-requestid")).toMatch(
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  );
  expect(Buffer.from(answer.headers.get("x-amz-id-2") ?? "", "base64")).toHaveLength(72);
});

const cborText = (text: string) => Buffer.concat([cborLength(text.length), Buffer.from(text)]);
const cborLength = (length: number) => Buffer.from(length < 24 ? [0x60 + length] : [0x78, length]);

test.each([
  ["", "UnknownOperationException"],
  ["Whatever", "UnknownOperationException"],
  ["Kinesis_20131202.ListStream", "UnknownOperationException"],
  ["Kinesis_20131202.ListStreams", "SerializationException"],
])("without a body and a content type %j is answered in CBOR", async (target, __type) => {
  await using server = await served();
  const headers: Record<string, string> = target === "" ? {} : { "x-amz-target": target };
  const response = await fetch(server.url, { method: "POST", headers });
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/x-amz-cbor-1.1");
  const open = Buffer.from([0xbf]);
  const end = Buffer.from([0xff]);
  const expected = Buffer.concat([open, cborText("__type"), cborText(__type), end]);
  expect(Buffer.from(await response.arrayBuffer()).toString("hex")).toBe(expected.toString("hex"));
});

test("without a body an unknown operation is said to be one in JSON too", async () => {
  await using server = await served();
  for (const headers of [json11, { ...json11, "x-amz-target": "Kinesis_20131202.No" }]) {
    const { json } = await server.request({ method: "POST", headers });
    expect(json).toEqual({ __type: "UnknownOperationException" });
  }
});

test.each([
  ["application/json", "{}", 404, "UnknownOperationException"],
  ["  application/json ;", "hello", 400, "SerializationException"],
])("plain JSON, %j %j: %i %s", async (contentType, body, status, name) => {
  await using server = await served();
  const headers = { ...listStreams, "content-type": contentType };
  const answer = await server.request({ method: "POST", headers, body });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.json).toEqual({
    Output: { __type: `com.amazon.coral.service#${name}` },
    Version: "1.0",
  });
});

test("Kinesis does not take the AWS JSON of SQS", async () => {
  await using server = await served();
  const headers = { ...listStreams, "content-type": "application/x-amz-json-1.0" };
  const answer = await server.request({ method: "POST", headers, body: "{}" });
  expect([answer.status, answer.text]).toEqual([404, "<UnknownOperationException/>\n"]);
});

test("SQS says an unknown operation in both of its languages at once", async () => {
  await using server = await served();
  const { status, json, headers } = await server.sqs("NoSuchAction", {});
  expect(status).toBe(400);
  expect(json["__type"]).toContain("UnknownOperationException");
  expect(headers.get("x-amzn-query-error")).toContain(";Sender");
  expect(headers.get("content-type")).toBe("application/x-amz-json-1.0");
});

test.each(["GET", "PUT", "PATCH", "OPTIONS"])("%s without an action is refused", async (method) => {
  await using server = await served();
  const answer = await server.request({ method });
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 403, text: accessDenied });
});

test("a content type of no protocol is an unknown operation", async () => {
  await using server = await served();
  const headers = { ...listStreams, "content-type": "text/plain" };
  const answer = await server.request({ method: "POST", headers, body: "{}" });
  expect(answer.status).toBe(404);
  expect(answer.text).toBe("<UnknownOperationException/>\n");
});

test("parameters of the content type are passed over", async () => {
  await using server = await served();
  const headers = { ...listStreams, "content-type": "application/x-amz-json-1.1; charset=UTF-8" };
  const answer = await server.request({ method: "POST", headers, body: "{}" });
  expect(answer.json).toMatchObject({ StreamNames: [] });
});

test("a body larger than any service takes is refused with 413, said in advance or not", async () => {
  await using server = await served();
  const body = Buffer.alloc(21 * 2 ** 20, "x");
  const said = await server.request({ method: "POST", headers: listStreams, body });
  expect(said.status).toBe(413);
  expect((await server.kinesis("ListStreams", {})).status).toBe(200);
});

test.each(["handle", "journey"] as const)(
  "a bug in %s is InternalFailure 500, told to the operator, and the server lives on",
  async (method) => {
    await using server = await served();
    vi.spyOn(server.emulator, method).mockImplementationOnce(() => {
      throw new TypeError("boom");
    });
    const failed = await server.kinesis("ListStreams", {});
    expect(failed.status).toBe(500);
    expect(failed.json).toEqual({ __type: "InternalFailure", message: "Internal Service Failure" });
    expect(server.bugs).toEqual([new TypeError("boom")]);
    expect((await server.kinesis("ListStreams", {})).status).toBe(200);
  },
);
