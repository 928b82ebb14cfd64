/**
 * The event source mapping of a stream: each shard is read by one poller, once a second or by enhanced fan-out, and its records go to the
 * function in batches, one at a time, or as many as the parallelization factor says, a partition key always in the same row
 * (LDG/services-kinesis-parameters). A shard that was split or merged is done before what came of it is read.
 */
import type { Delivery, Reader } from "../../broker/broker.ts";
import { Members } from "../../broker/members.ts";
import type { ResolvedStreamLambda } from "../../scenario/resolved.ts";
import type { ConsumerContext, ReaderContext } from "../consumer.ts";
import { followLanes } from "../follow-lanes.ts";
import { mostReadAhead } from "./assumed.ts";
import { Environments } from "./environments.ts";
import { Progress } from "./progress.ts";
import { rowOf } from "./row-of.ts";
import { Row } from "./row.ts";

/** LDG/with-kinesis: Lambda polls each shard for records at a base rate of once per second. */
const pollMs = 1000;

export function mapShards(context: ConsumerContext<ResolvedStreamLambda>): Promise<void> {
  const environments = new Environments(context);
  return followLanes(asReader(context, environments), async (reader, { signal }) => {
    const shard = new Shard(reader, environments, context);
    const calling = shard.call();
    await Promise.race([shard.read(signal), calling]);
    shard.close();
    await calling;
  });
}

/** The mapping as the one consumer that reads all shards. */
function asReader(
  context: ConsumerContext<ResolvedStreamLambda>,
  { mapping }: Environments,
): ReaderContext {
  const { app, serviceMs, startAtS, start } = context.spec;
  const members = new Members(1, () => mapping, context.signal);
  members.start(1);
  return {
    ...context,
    members,
    spec: {
      kind: "by-lane",
      app,
      serviceMs,
      startAtS,
      start,
      count: 1,
      maxEvents: mostReadAhead,
      pollMs,
      settle: "receive",
      checkpointEveryS: 0,
      children: "after-parents",
      whenExpired: "go-on",
      idempotent: false,
      attempts: 1,
      onFailure: "retry",
    },
  };
}

/** One shard as it is read and worked off. */
class Shard {
  readonly #reader: Reader;
  readonly #progress: Progress;
  readonly #rows: readonly Row[];

  constructor(
    reader: Reader,
    environments: Environments,
    context: ConsumerContext<ResolvedStreamLambda>,
  ) {
    this.#reader = reader;
    this.#progress = new Progress(reader, context.signal);
    const { parallelizationFactor } = context.spec;
    this.#rows = Array.from(
      { length: parallelizationFactor },
      () => new Row(environments, this.#progress, context),
    );
  }

  /** Reads until the shard has ended or the signal aborts; waits while too much is read ahead. */
  async read(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#reader.ended()) {
      await this.#progress.below(mostReadAhead);
      if (signal.aborted) return;
      this.#take(await this.#reader.receive(signal));
    }
  }

  #take(deliveries: readonly Delivery[]): void {
    this.#progress.received(deliveries);
    const perRow = Map.groupBy(deliveries, (one) => rowOf(one, this.#rows.length));
    for (const [row, some] of perRow) this.#rows[row]!.add(some);
  }

  /** Nothing more comes. */
  close(): void {
    for (const row of this.#rows) row.close();
  }

  /** Calls the function until nothing more comes and all is done, or the run is over. */
  async call(): Promise<void> {
    await Promise.all(this.#rows.map((row) => row.work()));
  }
}
