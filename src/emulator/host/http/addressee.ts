import type { ServiceName } from "../../service-name.ts";
import type { HttpCall } from "./call.ts";
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
  if (!isAmzJson(contentType)) return undefined;
  if (target.startsWith(kinesisTarget)) {
    const action = target.slice(kinesisTarget.length);
    return { service: "kinesis", action, protocol: kinesisJson };
  }
  if (target.startsWith(sqsTarget)) {
    return { service: "sqs", action: target.slice(sqsTarget.length), protocol: sqsJson };
  }
  return { service: "kinesis", action: "", protocol: kinesisJson };
}

/** A request that speaks a protocol of AWS but does not say to whom; undefined for any other. */
export function addresseeWithoutTarget(call: HttpCall): Addressee | undefined {
  if (call.method !== "POST") return undefined;
  const contentType = call.header("content-type");
  if (!isAmzJson(contentType)) return undefined;
  return contentType?.startsWith("application/x-amz-json-1.0") === true
    ? { service: "sqs", action: "", protocol: sqsJson }
    : { service: "kinesis", action: "", protocol: kinesisJson };
}

/** Parameters such as charset are passed over. Either version of JSON is taken for either service. */
function isAmzJson(contentType: string | undefined): boolean {
  return (
    contentType === "application/x-amz-json-1.0" ||
    contentType === "application/x-amz-json-1.1" ||
    (contentType !== undefined && /^application\/x-amz-json-1\.[01]\s*(;|$)/i.test(contentType))
  );
}
