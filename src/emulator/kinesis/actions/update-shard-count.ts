import { ServiceError } from "../../service-error.ts";
import { checked } from "../input/checked.ts";
import { streamFields } from "../input/fields.ts";
import type { Shape } from "../input/input-shape.ts";
import type { StreamReference } from "../stream/stream-reference.ts";
import type { Stream } from "../stream/stream.ts";
import { scaleTo } from "../stream/uniform-scaling.ts";
import type { KinesisAction } from "./kinesis-action.ts";
import { refuseOnDemand } from "./reshard.ts";

/** At most 10,000 shards in a stream (K-SDK UpdateShardCount). */
const maxShards = 10_000;

const shape: Shape = {
  ScalingType: { type: "string", required: true, oneOf: ["UNIFORM_SCALING"] },
  ...streamFields,
  TargetShardCount: { type: "integer", required: true, min: 1, max: 100_000 },
};

type UpdateShardCountInput = StreamReference & { readonly TargetShardCount: number };

/**
 * Splits and merges shards until there are so many, all of one size (K-SDK UpdateShardCount). The texts of the limits are those of
 * kinesalite's pull request 48, *unverified*.
 */
export const updateShardCount: KinesisAction = (streams, input, nowMs) => {
  const request = checked<UpdateShardCountInput>(shape, input);
  streams.countCall("UpdateShardCount", request, nowMs);
  const stream = streams.find(request, nowMs);
  refuseOnDemand(streams, stream);
  streams.checkActive(stream, nowMs);
  const target = request.TargetShardCount;
  const current = stream.openShards.length;
  checkRange(stream, target);
  if (streams.environment.hasQuotas) checkQuota(stream, nowMs);
  if (target > current) streams.checkShardLimit(target - current, nowMs);
  stream.settings.shardCountUpdates.take(nowMs);
  stream.update(nowMs + streams.control.reshardMs, (atMs) => scaleTo(stream, target, atMs));
  const { name: StreamName, arn: StreamARN } = stream.options;
  return { StreamName, CurrentShardCount: current, TargetShardCount: target, StreamARN };
};

/** What one call can change: a rule of the action and no quota, so it holds without quotas too. */
function checkRange(stream: Stream, target: number): void {
  const current = stream.openShards.length;
  const counts = `Current open shard count: ${current}, Target shard count: ${target}`;
  if (target > maxShards) {
    throw limitExceeded(
      `Target shard count or number of open shards cannot be greater than ${maxShards}. ${counts}`,
    );
  }
  if (target > 2 * current) {
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    );
  }
  if (2 * target < current) {
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    );
  }
}

function checkQuota({ settings, options }: Stream, nowMs: number): void {
  if (settings.shardCountUpdates.hasRoom(nowMs)) return;
  throw limitExceeded(
    `UpdateShardCount cannot be called more than 10 times in 24 hours for stream ${options.name}.`,
  );
}

function limitExceeded(message: string): ServiceError {
  return new ServiceError("LimitExceededException", message);
}
