import type { Usage } from "../client/tap/tap-context.ts";
import {
  billedGb,
  onDemandBytes,
  onDemandUsd,
  prices,
  putPayloadUnits,
  sqsBilledRequests,
} from "./prices.ts";

const hourMs = 3_600_000;

/** What the requests of a run would cost, counted as they are made. */
export class Bill implements Usage {
  #putUnits = 0;
  #fanOutBytes = 0;
  #isOnDemand = false;
  #bytesIn = 0;
  #bytesOut = 0;
  #sqsRequests = 0;
  /** Open shards from each moment on. */
  readonly #shards: { readonly fromMs: number; readonly count: number }[] = [];

  readonly put = (bytes: number): void => {
    this.#putUnits += putPayloadUnits(bytes);
    this.#bytesIn += onDemandBytes(bytes);
  };

  readonly read = (bytes: number): void => {
    this.#bytesOut += bytes;
  };

  readonly fanOut = (bytes: number): void => {
    this.#fanOutBytes += bytes;
  };

  readonly sqs = (payloadBytes: number): void => {
    this.#sqsRequests += sqsBilledRequests(payloadBytes);
  };

  /** The stream has this many open shards from now on. */
  shardsFrom(fromMs: number, count: number): void {
    this.#shards.push({ fromMs, count });
  }

  /** The stream is billed by the hour and by what goes in and out. */
  onDemand(): void {
    this.#isOnDemand = true;
  }

  /** USD for the stream with so many consumers of enhanced fan-out. */
  streamUsd(durationMs: number, fanOutConsumers: number): number {
    if (this.#isOnDemand) {
      return onDemandUsd(durationMs / hourMs, this.#bytesIn, this.#bytesOut + this.#fanOutBytes);
    }
    const shardHours = this.#shardMs(durationMs) / hourMs;
    return (
      shardHours * prices.kinesisShardHour +
      (this.#putUnits * prices.kinesisPutUnitsPerMillion) / 1e6 +
      fanOutConsumers * shardHours * prices.kinesisFanOutHour +
      (this.#fanOutBytes * prices.kinesisFanOutPerGb) / billedGb
    );
  }

  queueUsd(service: "sqs-fifo" | "sqs-standard"): number {
    const perMillion =
      service === "sqs-fifo" ? prices.sqsFifoPerMillion : prices.sqsStandardPerMillion;
    return (this.#sqsRequests * perMillion) / 1e6;
  }

  #shardMs(durationMs: number): number {
    return this.#shards.reduce((sum, { fromMs, count }, at) => {
      const toMs = Math.min(durationMs, this.#shards[at + 1]?.fromMs ?? durationMs);
      return sum + count * Math.max(0, toMs - fromMs);
    }, 0);
  }
}
