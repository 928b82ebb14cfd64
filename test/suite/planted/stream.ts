/** Consumers and producers of a stream as users write them: right, and with a fault planted. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from "@aws-sdk/client-kinesis";

import type {
  StreamConsumerContext,
  StreamProducerContext,
} from "../../../src/scenario/custom-code.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";

type Start = (context: StreamConsumerContext) => Promise<void>;
type Send = (context: StreamProducerContext) => Promise<void>;

const pollMs = 250;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Habits {
  readonly forgetsChildren?: boolean;
  readonly checkpointsAhead?: boolean;
}

/** Reads all shards, keeps its checkpoints where a crash does not reach them. A store for each stream: a seed has one of its own. */
function reader({ forgetsChildren = false, checkpointsAhead = false }: Habits): Start {
  const checkpoints = new Map<string, string>();
  return async ({ client, streamName: StreamName, handler, signal }) => {
    const read = async (ShardId: string): Promise<void> => {
      const place = `${StreamName} ${ShardId}`;
      let iterator = await iteratorOf(client, StreamName, ShardId, checkpoints.get(place));
      while (iterator !== undefined && !signal.aborted) {
        const command = new GetRecordsCommand({ ShardIterator: iterator });
        const { Records = [], NextShardIterator, ChildShards = [] } = await client.send(command);
        if (checkpointsAhead && Records.length > 0) {
          checkpoints.set(place, Records.at(-1)!.SequenceNumber!);
        }
        for (const { Data, SequenceNumber } of Records) {
          await handler(Data!);
          if (!checkpointsAhead) checkpoints.set(place, SequenceNumber!);
        }
        iterator = NextShardIterator;
        if (iterator === undefined && !forgetsChildren) {
          await Promise.all(ChildShards.map((child) => read(child.ShardId!)));
        }
        await sleep(pollMs);
      }
    };
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
    const roots = Shards.filter(({ ParentShardId }) => ParentShardId === undefined);
    await Promise.all(roots.map(({ ShardId }) => read(ShardId!)));
  };
}

async function iteratorOf(
  client: KinesisClient,
  StreamName: string,
  ShardId: string,
  checkpoint: string | undefined,
): Promise<string | undefined> {
  const from =
    checkpoint === undefined
      ? ({ ShardIteratorType: "TRIM_HORIZON" } as const)
      : ({
          ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
          StartingSequenceNumber: checkpoint,
        } as const);
  const command = new GetShardIteratorCommand({ StreamName, ShardId, ...from });
  return (await client.send(command)).ShardIterator;
}

export const careful = (): Start => reader({});
export const forgetsChildren = (): Start => reader({ forgetsChildren: true });
export const checkpointsAhead = (): Start => reader({ checkpointsAhead: true });

const batchOf = 30;

/** Sends in batches, and again what failed of a batch, behind what came after it: the order is lost. */
export const resendsOnlyTheFailed: Send = sender(async (client, StreamName, records) => {
  let left = records;
  while (left.length > 0) {
    const { Records = [] } = await client.send(
      new PutRecordsCommand({ StreamName, Records: [...left] }),
    );
    left = left.filter((_, at) => Records[at]!.ErrorCode !== undefined);
  }
});

/** The same, but a call has at most one record of each key. */
export const resendsInOrder: Send = sender(async (client, StreamName, records) => {
  let left = records;
  while (left.length > 0) {
    const first = left.filter(
      ({ PartitionKey }, at) => left.findIndex((one) => one.PartitionKey === PartitionKey) === at,
    );
    const { Records = [] } = await client.send(
      new PutRecordsCommand({ StreamName, Records: first }),
    );
    const sent = new Set(first.filter((_, at) => Records[at]!.ErrorCode === undefined));
    left = left.filter((record) => !sent.has(record));
  }
});

function sender(
  put: (
    client: KinesisClient,
    streamName: string,
    records: readonly PutRecordsRequestEntry[],
  ) => Promise<void>,
): Send {
  return async ({ client, streamName, events }) => {
    let batch: PutRecordsRequestEntry[] = [];
    for await (const { body, routingKey: PartitionKey } of events) {
      batch.push({ Data: Buffer.from(body), PartitionKey });
      if (batch.length < batchOf) continue;
      await put(client, streamName, batch);
      batch = [];
    }
    await put(client, streamName, batch);
  };
}

const scenario = (name: string, start: Start, changes: Partial<Scenario>): Scenario => ({
  name,
  summary: "A consumer of a stream.",
  workload: { kind: "fleet", trucks: 10, hz: 1, durationS: 30 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "mine", kind: "custom", count: 1, serviceMs: 20, start }],
  },
  expect: { verdict: "valid" },
  ...changes,
});

/** The consumer dies. */
export const dying = (name: string, start: Start): Scenario =>
  scenario(name, start, {
    faults: [{ kind: "crash", app: "mine", consumer: 1, atS: 10, restartAfterS: 5 }],
  });

/** Shards are split; the model takes 30 seconds for that. */
export const splitting = (name: string, start: Start): Scenario =>
  scenario(name, start, {
    workload: { kind: "fleet", trucks: 10, hz: 1, durationS: 60 },
    faults: [{ kind: "reshard", toShards: 4, atS: 10 }],
  });

/** Some records of a call fail. */
export const refusing = (name: string, start: Send): Scenario => ({
  ...scenario(name, careful(), {}),
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "custom", start },
    consumers: [{ app: "mine", kind: "by-lane", count: 2, serviceMs: 5 }],
  },
  faults: [{ kind: "record-failure", probability: 0.05 }],
});
