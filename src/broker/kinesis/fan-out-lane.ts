import {
  ResourceInUseException,
  type StartingPosition,
  SubscribeToShardCommand,
  type SubscribeToShardEventStream,
} from "@aws-sdk/client-kinesis";

import { Patience } from "../../client/patience.ts";
import type { Delivery, Lane, Reader, Reading, ReadingStart } from "../broker.ts";
import { goingOn, plainly, unpacked, type Unpacking } from "./delivery-of.ts";
import type { ListedShard } from "./shard-lane.ts";

/** SubscribeToShard: 1/s per consumer and shard (K-SDK SubscribeToShard). */
const callEveryMs = 1000;

export interface FanOutShard extends ListedShard {
  /** The registered consumer of an application. */
  readonly consumerArn: (app: string) => string;
}

/** A shard as a lane that is read by enhanced fan-out. */
export function fanOutLane(shard: FanOutShard): Lane {
  const { ShardId: id, parents, isClosed } = shard;
  return {
    id,
    access: "exclusive",
    parents,
    isClosed,
    open: (reading) => new FanOutReader(shard, reading),
  };
}

type Events = AsyncIterator<SubscribeToShardEventStream>;

/** Subscribes, and again from where it was when the 5 minutes of a subscription are over or the connection breaks. */
class FanOutReader implements Reader {
  readonly #shard: FanOutShard;
  readonly #reading: Reading;
  readonly #patience: Patience;
  #events: Events | undefined;
  #position: StartingPosition;
  readonly #unpack: Unpacking;
  #nextCallAtMs = -Infinity;
  /** Of the last event, what was more than one receive may hold. */
  #rest: readonly Delivery[] = [];
  #isLast = false;

  constructor(shard: FanOutShard, reading: Reading) {
    this.#shard = shard;
    this.#reading = reading;
    this.#position = startingPosition(reading.from, shard);
    this.#unpack = shard.isAggregated
      ? unpacked(shard.ShardId, reading.from)
      : plainly(shard.ShardId);
    this.#patience = new Patience(reading.pacing, "SubscribeToShard");
  }

  ended(): boolean {
    return this.#isLast && this.#rest.length === 0;
  }

  async receive(signal: AbortSignal): Promise<readonly Delivery[]> {
    if (this.#rest.length === 0 && !this.#isLast) {
      try {
        this.#rest = await this.#next(signal);
        this.#patience.answered();
      } catch (error) {
        this.#events = undefined;
        // The subscription before is too young to be taken over: try again.
        if (!(error instanceof ResourceInUseException)) await this.#patience.failed(error, signal);
      }
    }
    const { maxEvents } = this.#reading;
    const received = this.#rest.slice(0, maxEvents);
    this.#rest = this.#rest.slice(maxEvents);
    return received;
  }

  async settle(deliveries: readonly Delivery[]): Promise<void> {
    const last = deliveries.at(-1);
    if (last !== undefined) this.#reading.checkpoint(last.position);
  }

  async #next(signal: AbortSignal): Promise<readonly Delivery[]> {
    this.#events ??= await this.#subscribe(signal);
    const next = await this.#events?.next();
    if (next === undefined || next.done === true) {
      this.#events = undefined;
      return [];
    }
    const event = next.value.SubscribeToShardEvent;
    // One of another kind.
    if (event === undefined) return [];
    // Emulators may leave an empty list out.
    const { ContinuationSequenceNumber: SequenceNumber, Records = [] } = event;
    // The last event of a closed shard has no number to go on from.
    if (SequenceNumber === undefined) this.#isLast = true;
    else this.#position = { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber };
    return this.#unpack(Records);
  }

  async #subscribe(signal: AbortSignal): Promise<Events | undefined> {
    const { pacing, connection, app } = this.#reading;
    await pacing.sleep(this.#nextCallAtMs - pacing.nowMs(), signal);
    if (signal.aborted) return undefined;
    const atMs = pacing.nowMs();
    this.#nextCallAtMs = atMs + callEveryMs;
    const { EventStream } = await connection.kinesis().send(
      new SubscribeToShardCommand({
        ConsumerARN: this.#shard.consumerArn(app),
        ShardId: this.#shard.ShardId,
        StartingPosition: this.#position,
      }),
      { abortSignal: signal },
    );
    if (this.#position.Type === "LATEST") {
      // A second LATEST would skip what was written meanwhile.
      this.#position = startingPosition({ type: "at-timestamp", atMs }, this.#shard);
      this.#reading.begun();
    }
    return EventStream?.[Symbol.asyncIterator]();
  }
}

function startingPosition(
  from: ReadingStart,
  { dateOf, isAggregated }: ListedShard,
): StartingPosition {
  switch (from.type) {
    case "trim-horizon":
      return { Type: "TRIM_HORIZON" };
    case "latest":
      return { Type: "LATEST" };
    case "at-timestamp":
      return { Type: "AT_TIMESTAMP", Timestamp: dateOf(from.atMs) };
    case "after-position": {
      const { type, sequenceNumber } = goingOn(from.position, isAggregated);
      return { Type: type, SequenceNumber: sequenceNumber };
    }
  }
}
