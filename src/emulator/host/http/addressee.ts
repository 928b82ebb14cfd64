import type { ServiceName } from "../../service-name.ts";
import type { HttpCall } from "./call.ts";
import { cborContentType, cborProtocol } from "./cbor-protocol.ts";
import { jsonProtocol } from "./json-protocol.ts";
import type { Protocol } from "./protocol.ts";

/** Whom a request is for, and in which words. */
export interface Addressee {
  readonly service: ServiceName;
  /** Empty when the request does not say: the service then answers that it does not know the operation. */
  readonly action: string;
  readonly protocol: Protocol;
}

const kinesisTarget = "Kinesis_20131202.";
const sqsTarget = "AmazonSQS.";
const kinesisJson = jsonProtocol("kinesis");
const sqsJson = jsonProtocol("sqs");

/** Undefined for a content type that the service does not take. */
export function addresseeOf(
  target: string,
  contentType: string | undefined,
): Addressee | undefined {
  const format = formatOf(contentType);
  if (format === undefined) return undefined;
  if (target.startsWith(sqsTarget)) {
    return { service: "sqs", action: target.slice(sqsTarget.length), protocol: sqsJson };
  }
  const action = target.startsWith(kinesisTarget) ? target.slice(kinesisTarget.length) : "";
  return { service: "kinesis", action, protocol: format === "cbor" ? cborProtocol : kinesisJson };
}

/** A request that speaks a protocol of AWS but does not say to whom; undefined for any other. */
export function addresseeWithoutTarget(call: HttpCall): Addressee | undefined {
  const format = call.method === "POST" ? formatOf(call.header("content-type")) : undefined;
  if (format === undefined) return undefined;
  if (format === "json-1.0") return { service: "sqs", action: "", protocol: sqsJson };
  return {
    service: "kinesis",
    action: "",
    protocol: format === "cbor" ? cborProtocol : kinesisJson,
  };
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
