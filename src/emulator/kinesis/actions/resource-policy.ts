import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { resourceArnField } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import type { Streams } from "../stream/streams.ts";
import { findConsumer, findResource } from "./consumer-reference.ts";
import type { KinesisAction } from "./kinesis-action.ts";

interface ResourceInput {
  readonly ResourceARN: string;
}

const putShape: Shape = {
  ResourceARN: resourceArnField,
  Policy: { type: "string", required: true },
};

/** Keeps the policy; access is not decided by it. */
export const putResourcePolicy: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ResourceInput & { readonly Policy: string }>(putShape, input);
  const resource = findResource(streams, request.ResourceARN, nowMs);
  checkConsumer(streams, request.ResourceARN, nowMs);
  try {
    JSON.parse(request.Policy);
  } catch {
    // The wording is assumed.
    throw invalidArgument("The policy is not valid JSON.");
  }
  resource.policy = request.Policy;
  return {};
};

/** Wording as quoted in aws-cloudformation/cloudformation-coverage-roadmap#2442. */
function checkConsumer(streams: Streams, arn: string, nowMs: number): void {
  if (!arn.includes("/consumer/")) return;
  const { stream, consumer } = findConsumer(streams, { ConsumerARN: arn }, nowMs);
  if (consumer.status(nowMs) === "ACTIVE") return;
  throw new ServiceError(
    "ResourceInUseException",
    `Consumer ${consumer.name} with creation timestamp ${consumer.createdSecond} under stream ${stream.options.name} and account ${streams.environment.accountId} is not in ACTIVE status.`,
  );
}

/** A resource without a policy has an empty one (getmoto/moto). */
export const getResourcePolicy: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ResourceInput>({ ResourceARN: resourceArnField }, input);
  return { Policy: findResource(streams, request.ResourceARN, nowMs).policy ?? "{}" };
};

export const deleteResourcePolicy: KinesisAction = (streams, input, nowMs) => {
  const request = checked<ResourceInput>({ ResourceARN: resourceArnField }, input);
  const resource = findResource(streams, request.ResourceARN, nowMs);
  if (resource.policy === undefined) {
    // Wording: getmoto/moto.
    throw new ServiceError(
      "ResourceNotFoundException",
      `No resource policy found for resource ARN ${request.ResourceARN}.`,
    );
  }
  resource.policy = undefined;
  return {};
};
