import type { KinesisClient } from "@aws-sdk/client-kinesis";

import type { ChannelContext } from "../broker/broker.ts";
import type { Sampler } from "./sampler.ts";

/** What the measurements share. */
export interface KinesisRig {
  readonly client: KinesisClient;
  readonly context: ChannelContext;
  readonly sampler: Sampler;
  readonly samples: number;
  readonly signal: AbortSignal;
}

export interface Shard {
  readonly id: string;
  /** A hash key of this shard. */
  readonly hashKey: string;
}

/** A payload of 200 bytes, as the fleet's default. */
export function payload(id: string): Uint8Array {
  return Buffer.from(id.padEnd(200));
}
