import type { ServiceName } from "../../src/emulator/service-name.ts";

/** Nobody here checks a signature, but some want to see the form of one. */
const authorization =
  "AWS4-HMAC-SHA256 Credential=bench/20260105/us-east-1/SERVICE/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000";

/** A whole request as the SDK for JavaScript would send it, less the headers that no server reads. */
export function request(service: ServiceName, action: string, input: object, path = "/"): Buffer {
  const isSqs = service === "sqs";
  const body = JSON.stringify(input);
  const lines = [
    `POST ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    `x-amz-target: ${isSqs ? "AmazonSQS" : "Kinesis_20131202"}.${action}`,
    `content-type: application/x-amz-json-1.${isSqs ? 0 : 1}`,
    "x-amz-user-agent: bench",
    "x-amz-date: 20260105T060000Z",
    `authorization: ${authorization.replace("SERVICE", service)}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** One call, for setting up. */
export async function call(
  url: string,
  service: ServiceName,
  action: string,
  input: object,
): Promise<Record<string, unknown>> {
  const isSqs = service === "sqs";
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "x-amz-target": `${isSqs ? "AmazonSQS" : "Kinesis_20131202"}.${action}`,
      "content-type": `application/x-amz-json-1.${isSqs ? 0 : 1}`,
      "x-amz-date": "20260105T060000Z",
      authorization: authorization.replace("SERVICE", service),
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${action}: ${response.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
