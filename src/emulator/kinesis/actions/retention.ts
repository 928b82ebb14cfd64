import { checked } from "../input/checked.ts";
import { streamFields } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import { invalidArgument } from "../kinesis-error.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { KinesisAction } from "./kinesis-action.ts";

/** 24 hours to 365 days (K-SDK IncreaseStreamRetentionPeriod). */
const minHours = 24;
const maxHours = 8760;

const shape: Shape = {
  RetentionPeriodHours: { type: "integer", required: true, min: 1 },
  ...streamFields,
};
type RetentionInput = StreamReference & { readonly RetentionPeriodHours: number };

/** Wording: mhart/kinesalite test/increaseStreamRetentionPeriod.js. */
export const increaseRetention: KinesisAction = (streams, input, nowMs) => {
  const request = checked<RetentionInput>(shape, input);
  streams.countCall("IncreaseStreamRetentionPeriod", request, nowMs);
  const stream = streams.findActive(request, nowMs);
  const hours = request.RetentionPeriodHours;
  checkHours(hours);
  if (hours < stream.retentionHours) {
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.options.name} can not be shorter than existing retention period (${stream.retentionHours} hours). Use DecreaseRetentionPeriod API.`,
    );
  }
  stream.retain(hours, nowMs);
  return {};
};

export const decreaseRetention: KinesisAction = (streams, input, nowMs) => {
  const request = checked<RetentionInput>(shape, input);
  streams.countCall("DecreaseStreamRetentionPeriod", request, nowMs);
  const stream = streams.findActive(request, nowMs);
  const hours = request.RetentionPeriodHours;
  checkHours(hours);
  if (hours > stream.retentionHours) {
    throw invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream.options.name} can not be longer than existing retention period (${stream.retentionHours} hours). Use IncreaseRetentionPeriod API.`,
    );
  }
  stream.retain(hours, nowMs);
  return {};
};

function checkHours(hours: number): void {
  if (hours < minHours) {
    throw invalidArgument(
      `Minimum allowed retention period is ${minHours} hours. Requested retention period (${hours} hours) is too short.`,
    );
  }
  if (hours > maxHours) {
    throw invalidArgument(
      `Maximum allowed retention period is ${maxHours} hours. Requested retention period (${hours} hours) is too long.`,
    );
  }
}
