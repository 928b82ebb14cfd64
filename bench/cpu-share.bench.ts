/**
 * Whose CPU a request in virtual time is: the service model's and its host's, the SDK's, or the virtual clock's. A sampling
 * profile of a mixed load through the unmodified SDK; time inside Node itself (buffers, hashes, promises) goes to whoever called.
 */
import { type Profiler, Session } from "node:inspector";

import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

import { inVirtualTime } from "../src/clock/virtual-time.ts";
import { Emulator, type ServiceName } from "../src/emulator/emulator.ts";
import { requestHandler } from "../src/emulator/host/request-handler.ts";

const rounds = 1000;
const Data = Buffer.from("x".repeat(200));

/** Six requests a round: one record, ten records, a read; a message sent, received and deleted. */
async function load(): Promise<void> {
  const emulator = new Emulator({ seed: 1, startMs: Date.now(), quotas: "off" });
  const config = (service: ServiceName) => ({
    region: "us-east-1",
    endpoint: "https://bench.invalid",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    requestHandler: requestHandler(emulator, service),
  });
  const kinesis = new KinesisClient(config("kinesis"));
  const sqs = new SQSClient(config("sqs"));
  const StreamName = "bench";
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 5 }));
  const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: "bench.fifo", Attributes }),
  );
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  const start = { StreamName, ShardId: "shardId-000000000000" };
  const iterator = await kinesis.send(
    new GetShardIteratorCommand({ ...start, ShardIteratorType: "LATEST" }),
  );
  let { ShardIterator } = iterator;
  for (let round = 0; round < rounds; round += 1) {
    const PartitionKey = `truck_${round % 100}`;
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data }));
    const Records = Array.from({ length: 10 }, () => ({ PartitionKey, Data }));
    await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    const read = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    ShardIterator = read.NextShardIterator;
    const message = { MessageGroupId: PartitionKey, MessageBody: `${round}${"x".repeat(200)}` };
    await sqs.send(new SendMessageCommand({ QueueUrl, ...message }));
    // A message is there a little after its send is answered.
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const { Messages } = await sqs.send(receive);
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

const owners = [
  { name: "service model", pattern: /\/src\/emulator\/(?!host\/)/ },
  { name: "its host", pattern: /\/src\/emulator\/host\// },
  { name: "virtual clock", pattern: /\/src\/clock\/|\/@sinonjs\// },
  { name: "SDK", pattern: /\/@aws-sdk\/|\/@smithy\/|\/@aws\// },
  { name: "the caller", pattern: /\/bench\// },
] as const;
const collector = "garbage collection";
const unowned = "unowned";

/** Self time by owner: a frame of nobody's belongs to the nearest frame above it that is somebody's. */
function byOwner({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const ownerOf = new Map<number, string>();
  const visit = (id: number, above: string): void => {
    const node = known.get(id);
    if (node === undefined) return;
    const { url, functionName } = node.callFrame;
    const own = owners.find(({ pattern }) => pattern.test(url))?.name;
    const owner = functionName === "(garbage collector)" ? collector : (own ?? above);
    ownerOf.set(id, functionName === "(idle)" ? "idle" : owner);
    for (const child of node.children ?? []) visit(child, owner);
  };
  const [root] = nodes;
  if (root !== undefined) visit(root.id, unowned);
  const spent = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const owner = ownerOf.get(id) ?? unowned;
    if (owner === "idle") continue;
    spent.set(owner, (spent.get(owner) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return spent;
}

function post<T>(session: Session, method: string, params: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => {
      if (error === null) resolve(result as T);
      else reject(error);
    });
  });
}

await inVirtualTime(1, load);
const session = new Session();
session.connect();
await post(session, "Profiler.enable");
await post(session, "Profiler.setSamplingInterval", { interval: 200 });
await post(session, "Profiler.start");
await inVirtualTime(1, load);
const { profile } = await post<Profiler.StopReturnType>(session, "Profiler.stop");
session.disconnect();

const spent = byOwner(profile);
const all = [...spent.values()].reduce((sum, time) => sum + time, 0);
const share = (name: string): string => `${((100 * (spent.get(name) ?? 0)) / all).toFixed(0)} %`;
const names = [...owners.map(({ name }) => name), collector, unowned];
const model = (spent.get("service model") ?? 0) + (spent.get("its host") ?? 0);
console.log(
  `CPU of a request in virtual time, ${(all / rounds / 6).toFixed(0)} µs: ${names.map((name) => `${name} ${share(name)}`).join(", ")}`,
);
console.log(
  `service model and host: ${((100 * model) / all).toFixed(0)} % (at most a third is the aim)`,
);
