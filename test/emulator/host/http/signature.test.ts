/** What Kinesis says of a signature that it cannot read, recorded in mhart/kinesalite test/connection.js; the model checks no more of it. */
import { expect, test } from "vitest";

import { served } from "./served.ts";

const credential = "Authorization header requires 'Credential' parameter. ";
const signature = "Authorization header requires 'Signature' parameter. ";
const signedHeaders = "Authorization header requires 'SignedHeaders' parameter. ";
const date =
  "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
const query = (name: string) => `AWS query-string parameters must include '${name}'. `;
const end = "Re-examine the query-string parameters.";
const all = ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"];

test.each([
  ["/", "X", {}, `${credential}${signature}${signedHeaders}${date}Authorization=X`],
  ["/?X-Amz-Algorith", "X", {}, `${credential}${signature}${signedHeaders}${date}Authorization=X`],
  ...[
    "AWS4- Signature=b Credential=a",
    "AWS4- Signature=b,Credential=a",
    "A Signature=b, Credential=a",
  ].map(
    (header) =>
      ["/", header, { "x-amz-date": "a" }, `${signedHeaders}Authorization=${header}`] as const,
  ),
  ["/?X-Amz-Algorithm", undefined, {}, all.map((name) => query(`X-Amz-${name}`)).join("") + end],
  [
    "/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d",
    undefined,
    {},
    query("X-Amz-SignedHeaders") + end,
  ],
] as const)("%s, Authorization: %s, %j: incomplete", async (path, authorization, more, message) => {
  await using server = await served();
  const answer = await server.kinesis(
    "ListStreams",
    {},
    { headers: signed(authorization, more) },
    path,
  );
  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({ __type: "IncompleteSignatureException", message });
});

test("a request signed twice is refused", async () => {
  await using server = await served();
  const headers = signed("X", {});
  const { json } = await server.kinesis("ListStreams", {}, { headers }, "/?X-Amz-Algorithm");
  expect(json).toEqual({
    __type: "InvalidSignatureException",
    message:
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  });
});

test.each([
  ["/", undefined],
  ["/?X-Amz-Credential=a", undefined],
  [
    "/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-SignedHeaders=d&X-Amz-Date=e",
    undefined,
  ],
  ["/", "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host;x-amz-date, Signature=wrong"],
] as const)("%s, Authorization: %s: let pass", async (path, authorization) => {
  await using server = await served();
  const headers = signed(authorization, { "x-amz-date": "20260105T060000Z" });
  expect((await server.kinesis("ListStreams", {}, { headers }, path)).status).toBe(200);
});

test("a body that cannot be read, or is not there, is said first", async () => {
  await using server = await served();
  const headers = signed("X", {});
  for (const body of ["hello", ""]) {
    const { json } = await server.kinesis("ListStreams", {}, { headers, body });
    expect(json).toEqual({ __type: "SerializationException" });
  }
});

test("SQS is asked no such thing", async () => {
  await using server = await served();
  expect((await server.sqs("ListQueues", {}, { headers: signed("X", {}) })).status).toBe(200);
});

function signed(authorization: string | undefined, more: object): Record<string, string> {
  return { ...(authorization !== undefined && { authorization }), ...more };
}
