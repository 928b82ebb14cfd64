import { QuotaWindow } from "../../quota-window.ts";
import type { ServiceError } from "../../service-error.ts";
import { Resource } from "./resource.ts";

/** AWS gives no time for deregistering: assumed, short because nothing is measured by it. */
const deletionMs = 1000;

export type ConsumerStatus = "CREATING" | "ACTIVE" | "DELETING";

/** A subscription that can be ended. */
export interface OpenFeed {
  end(error?: ServiceError): void;
}

/** What one consumer has with one shard. */
export interface ConsumerLane {
  /** SubscribeToShard: 1/s per consumer and shard (K-SDK SubscribeToShard). */
  readonly calls: QuotaWindow;
  /** The last call that succeeded. */
  subscribedMs: number;
  feed: OpenFeed | undefined;
}

export interface ConsumerOptions {
  readonly streamArn: string;
  readonly name: string;
  readonly createdMs: number;
  readonly readyMs: number;
}

/** A registered consumer of one stream, for enhanced fan-out. */
export class StreamConsumer {
  readonly name: string;
  /** Holds the second of its registration, so a name registered again has another ARN (K-SDK Consumer). */
  readonly arn: string;
  readonly resource: Resource;
  readonly createdMs: number;
  /** When it becomes ACTIVE. */
  readonly readyMs: number;
  deletedMs: number | undefined;
  readonly #lanes = new Map<string, ConsumerLane>();

  constructor(
    { streamArn, name, createdMs, readyMs }: ConsumerOptions,
    tags: Readonly<Record<string, string>>,
  ) {
    this.name = name;
    this.readyMs = readyMs;
    this.resource = new Resource(`consumer ${name} of ${streamArn}`);
    this.resource.tags.set(tags, this.resource.title);
    this.createdMs = createdMs;
    this.arn = `${streamArn}/consumer/${name}:${this.createdSecond}`;
  }

  get createdSecond(): number {
    return Math.floor(this.createdMs / 1000);
  }

  status(nowMs: number): ConsumerStatus {
    if (this.deletedMs !== undefined) return "DELETING";
    return nowMs < this.readyMs ? "CREATING" : "ACTIVE";
  }

  exists(nowMs: number): boolean {
    return this.deletedMs === undefined || nowMs < this.deletedMs;
  }

  lane(shardId: string): ConsumerLane {
    let lane = this.#lanes.get(shardId);
    if (lane === undefined) {
      lane = { calls: new QuotaWindow(1), subscribedMs: -Infinity, feed: undefined };
      this.#lanes.set(shardId, lane);
    }
    return lane;
  }

  /** Its subscriptions end with this error, and soon it is no more. */
  delete(nowMs: number, error: ServiceError): void {
    this.deletedMs ??= nowMs + deletionMs;
    for (const { feed } of this.#lanes.values()) feed?.end(error);
  }

  /** As RegisterStreamConsumer and ListStreamConsumers show it. */
  describe(nowMs: number): object {
    return {
      ConsumerName: this.name,
      ConsumerARN: this.arn,
      ConsumerStatus: this.status(nowMs),
      ConsumerCreationTimestamp: this.createdSecond,
    };
  }
}
