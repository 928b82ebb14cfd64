import { checked } from "../input/checked.ts";
import type { Shape } from "../input/input-shape.ts";
import { shardQuota } from "../limits/shard-limit.ts";
import type { KinesisAction } from "./kinesis-action.ts";

/** 50 on-demand streams per account (KDG/service-sizes-and-limits). */
export const onDemandStreamQuota = 50;

export const describeLimits: KinesisAction = (streams, input, nowMs) => {
  checked({}, input);
  streams.countCall("DescribeLimits", {}, nowMs);
  const modes = streams.list(nowMs).map(({ settings }) => settings.mode);
  return {
    ShardLimit: shardQuota,
    OpenShardCount: streams.openShardCount(nowMs),
    OnDemandStreamCount: modes.filter((mode) => mode === "ON_DEMAND").length,
    OnDemandStreamCountLimit: onDemandStreamQuota,
  };
};

export const describeAccountSettings: KinesisAction = (streams, input, nowMs) => {
  checked({}, input);
  streams.countCall("DescribeAccountSettings", {}, nowMs);
  return { MinimumThroughputBillingCommitment: streams.account.describe(nowMs) };
};

const updateShape: Shape = {
  MinimumThroughputBillingCommitment: {
    type: "structure",
    required: true,
    fields: { Status: { type: "string", required: true, oneOf: ["ENABLED", "DISABLED"] } },
  },
};

interface UpdateAccountSettingsInput {
  readonly MinimumThroughputBillingCommitment: { readonly Status: "ENABLED" | "DISABLED" };
}

export const updateAccountSettings: KinesisAction = (streams, input, nowMs) => {
  const { MinimumThroughputBillingCommitment } = checked<UpdateAccountSettingsInput>(
    updateShape,
    input,
  );
  streams.countCall("UpdateAccountSettings", {}, nowMs);
  if (MinimumThroughputBillingCommitment.Status === "ENABLED") streams.account.commit(nowMs);
  else streams.account.release(nowMs);
  return { MinimumThroughputBillingCommitment: streams.account.describe(nowMs) };
};
