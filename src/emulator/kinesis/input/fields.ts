/** Members that several actions have, and their constraints. */
import { inOrder } from "./in-order.ts";
import type { Field, Shape } from "./input-shape.ts";

// The constraints of the service's own model (BOTO kinesis service-2.json).
export const streamNameField: Field = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^[a-zA-Z0-9_.-]+$/,
};
export const streamArnField: Field = {
  type: "string",
  min: 1,
  max: 2048,
  pattern: /^arn:aws.*:kinesis:.*:\d{12}:stream\/\S+$/,
  matches: inOrder(/arn:aws/y, /:kinesis:/g, /:\d{12}:stream\/\S+$/g),
};
/** A stream or one of its consumers. Channels and queues are in the service's model since late 2026; here there are none. */
export const resourceArnField: Field = {
  type: "string",
  required: true,
  min: 1,
  max: 2048,
  pattern: /^arn:aws.*:kinesis:.*:\d{12}:.*(stream|channel|queue)\/\S+$/,
  matches: inOrder(/arn:aws/y, /:kinesis:/g, /:\d{12}:/g, /(?:stream|channel|queue)\/\S+$/g),
};
export const shardIdField: Field = {
  type: "string",
  min: 1,
  max: 128,
  pattern: /^[a-zA-Z0-9_.-]+$/,
};
export const sequenceNumberField: Field = {
  type: "string",
  pattern: /^(?:0|([1-9]\d{0,128}))$/,
};
export const hashKeyField: Field = { type: "string", pattern: /^(?:0|([1-9]\d{0,38}))$/ };

/** "Not Implemented. Reserved for future use." (K-SDK). */
const streamIdField: Field = {
  type: "string",
  min: 1,
  max: 24,
  pattern: /^[a-z0-9]{20}-[a-z0-9]{3}$/,
};

/**
 * The fields that name a stream: by name, by ARN, or both. The service's model requires neither; that the name is then the one
 * said to be missing is how it was recorded before there were ARNs (mhart/kinesalite), *unverified* since.
 */
export const streamFields: Shape = {
  StreamName: { ...streamNameField, requiredUnless: "StreamARN" },
  StreamARN: streamArnField,
  StreamId: streamIdField,
};

/** Keys of 1 to 128 characters, values of up to 256 (BOTO TagKey, TagValue). */
const keyLengths = { min: 1, max: 128 };
const valueLengths = { min: 0, max: 256 };

export const tagsField: Field = {
  type: "map",
  min: 1,
  max: 200,
  of: { type: "string" },
  keys: keyLengths,
  values: valueLengths,
};
export const tagKeysField: Field = {
  type: "list",
  required: true,
  min: 1,
  max: 50,
  of: { type: "string" },
  each: keyLengths,
};
