import { expect } from "vitest";

import { type ServiceError, Subscription } from "../../../src/emulator/emulator.ts";
import { epochMs, Rig, shardId, text } from "../rig.ts";

interface Sent {
  readonly atMs: number;
  readonly bodies: readonly string[];
  readonly continuation: string | undefined;
  readonly behindMs: number;
  readonly children: readonly string[];
}

interface Wire {
  readonly Records: readonly { readonly Data: string }[];
  readonly ContinuationSequenceNumber?: string;
  readonly MillisBehindLatest: number;
  readonly ChildShards?: readonly { readonly ShardId: string }[];
}

/** What a subscription sent. `atMs` is when the rig saw it, counted from the start of the test's time. */
export class Listener {
  readonly events: Sent[] = [];
  readonly subscription: Subscription;
  end: { error: string | undefined } | undefined;

  constructor(rig: Rig, subscription: Subscription) {
    this.subscription = subscription;
    subscription.onEvent = (_, event) => {
      const { Records, ContinuationSequenceNumber, MillisBehindLatest, ChildShards } =
        event as Wire;
      this.events.push({
        atMs: rig.nowMs - epochMs,
        bodies: Records.map(({ Data }) => text(Data)),
        continuation: ContinuationSequenceNumber,
        behindMs: MillisBehindLatest,
        children: (ChildShards ?? []).map(({ ShardId }) => ShardId),
      });
    };
    subscription.onEnd = (error?: ServiceError) => {
      this.end = { error: error?.name };
    };
  }

  get bodies(): readonly string[] {
    return this.events.flatMap(({ bodies }) => bodies);
  }
}

export const arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

/** Registers a consumer of stream "s" and waits until it is ACTIVE. */
export function consumer(rig: Rig, ConsumerName = "c"): string {
  const { Consumer } = rig.kinesis("RegisterStreamConsumer", { StreamARN: arn, ConsumerName });
  rig.pass(1000);
  return Consumer.ConsumerARN;
}

export function subscribe(
  rig: Rig,
  ConsumerARN: string,
  StartingPosition: object,
  shard = 0,
): Listener {
  const input = { ConsumerARN, ShardId: shardId(shard), StartingPosition };
  const subscription = rig.kinesis("SubscribeToShard", input);
  expect(subscription).toBeInstanceOf(Subscription);
  return new Listener(rig, subscription);
}

export const horizon = { Type: "TRIM_HORIZON" };
export const latest = { Type: "LATEST" };

/** A stream "s" with a consumer. */
export function rigWithConsumer(options: ConstructorParameters<typeof Rig>[0] = {}) {
  const rig = new Rig(options);
  rig.stream("s");
  return { rig, consumerArn: consumer(rig) };
}

/** Passes time in small steps, so that the instants of events are seen. */
export function step(rig: Rig, ms: number, stepMs = 1): void {
  for (let passed = 0; passed < ms; passed += stepMs) rig.pass(stepMs);
}
