import {
  CreateStreamCommand,
  DeregisterStreamConsumerCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  type StartingPosition,
  type SubscribeToShardEvent,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import { expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { clients, shardId, sleep } from "../rig.ts";

const StreamARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

/** A stream "s" with these consumers, all ACTIVE: their ARNs. */
async function streamWith(kinesis: KinesisClient, names: readonly string[]): Promise<string[]> {
  await kinesis.send(new CreateStreamCommand({ StreamName: "s", ShardCount: 1 }));
  // As long as the default latency has a stream and a consumer CREATING.
  await sleep(6000);
  const arns: string[] = [];
  for (const ConsumerName of names) {
    const command = new RegisterStreamConsumerCommand({ StreamARN, ConsumerName });
    arns.push((await kinesis.send(command)).Consumer?.ConsumerARN ?? "");
  }
  // As long as the default latency has a stream and a consumer CREATING.
  await sleep(6000);
  return arns;
}

async function put(kinesis: KinesisClient, body: string): Promise<void> {
  const record = { StreamName: "s", PartitionKey: "k", Data: Buffer.from(body) };
  await kinesis.send(new PutRecordCommand(record));
}

interface Subscribing {
  readonly ConsumerARN: string;
  readonly position?: StartingPosition;
  readonly shard?: number;
  readonly signal?: AbortSignal;
}

async function* events(
  kinesis: KinesisClient,
  { ConsumerARN, position = { Type: "TRIM_HORIZON" }, shard = 0, signal }: Subscribing,
): AsyncGenerator<SubscribeToShardEvent> {
  const command = new SubscribeToShardCommand({
    ConsumerARN,
    ShardId: shardId(shard),
    StartingPosition: position,
  });
  const answer = await kinesis.send(command, signal === undefined ? {} : { abortSignal: signal });
  for await (const { SubscribeToShardEvent } of answer.EventStream ?? []) {
    if (SubscribeToShardEvent !== undefined) yield SubscribeToShardEvent;
  }
}

function bodiesOf({ Records }: SubscribeToShardEvent): string[] {
  return (Records ?? []).map(({ Data }) => Buffer.from(Data ?? "").toString());
}

/** Reads a shard to its end, subscribing anew from the continuation number each time the stream ends or breaks. */
async function readAll(kinesis: KinesisClient, ConsumerARN: string) {
  const bodies: string[] = [];
  let subscriptions = 0;
  let position: StartingPosition = { Type: "TRIM_HORIZON" };
  for (;;) {
    subscriptions += 1;
    for await (const event of events(kinesis, { ConsumerARN, position })) {
      bodies.push(...bodiesOf(event));
      const { ContinuationSequenceNumber: SequenceNumber, ChildShards = [] } = event;
      if (SequenceNumber === undefined) {
        return { bodies, subscriptions, children: ChildShards.map(({ ShardId }) => ShardId) };
      }
      position = { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber };
    }
  }
}

test("two consumers each get everything in order, over the 5 minutes of a subscription and to the end of the shard", async () => {
  await inVirtualTime(1, async () => {
    const { kinesis } = clients();
    const arns = await streamWith(kinesis, ["a", "b"]);
    const reading = arns.map((ConsumerARN) => readAll(kinesis, ConsumerARN));
    const sent: string[] = [];
    for (let second = 0; second < 650; second += 1) {
      sent.push(String(second));
      await put(kinesis, String(second));
      await sleep(1000);
    }
    const NewStartingHashKey = (1n << 127n).toString();
    const split = { StreamName: "s", ShardToSplit: shardId(0), NewStartingHashKey };
    await kinesis.send(new SplitShardCommand(split));
    for (const read of await Promise.all(reading)) {
      expect(read.bodies).toEqual(sent);
      expect(read.subscriptions).toBe(3);
      expect(read.children).toEqual([shardId(1), shardId(2)]);
    }
  });
});

test("a second subscription is refused within 5 s, then takes over, and the first ends with ResourceInUseException", async () => {
  await inVirtualTime(1, async () => {
    const { kinesis } = clients({}, 1);
    const [ConsumerARN = ""] = await streamWith(kinesis, ["a"]);
    const first = events(kinesis, { ConsumerARN });
    await first.next();
    await expect(events(kinesis, { ConsumerARN }).next()).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: `Another active subscription exists for this consumer: 000000000000:s:${shardId(0)}:a`,
    });
    await sleep(6000);
    const second = events(kinesis, { ConsumerARN });
    expect((await second.next()).value).toMatchObject({ Records: [] });
    await expect(
      (async () => {
        for await (const event of first) expect(event.Records).toEqual([]);
      })(),
    ).rejects.toMatchObject({ name: "ResourceInUseException" });
  });
});

test("a deregistered consumer's stream ends with ResourceNotFoundException", async () => {
  await inVirtualTime(1, async () => {
    const { kinesis } = clients();
    const [ConsumerARN = ""] = await streamWith(kinesis, ["a"]);
    const open = events(kinesis, { ConsumerARN });
    await open.next();
    await kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN }));
    await expect(open.next()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

test("aborting the request ends the stream and cancels the subscription", async () => {
  await inVirtualTime(1, async () => {
    const { kinesis, emulator } = clients();
    const [ConsumerARN = ""] = await streamWith(kinesis, ["a"]);
    const gone = new AbortController();
    const open = events(kinesis, { ConsumerARN, signal: gone.signal });
    await open.next();
    expect(emulator.nextAtMs()).toBeDefined();
    gone.abort();
    await expect(open.next()).rejects.toMatchObject({ name: "AbortError" });
    expect(emulator.nextAtMs()).toBeUndefined();
  });
});

test("a caller that does not read is not sent more than fits, and gets the rest when it reads on", async () => {
  await inVirtualTime(1, async () => {
    const { kinesis } = clients();
    const [ConsumerARN = ""] = await streamWith(kinesis, ["a"]);
    const open = events(kinesis, { ConsumerARN });
    await open.next();
    const large = "x".repeat(60_000);
    for (let count = 0; count < 40; count += 1) {
      await put(kinesis, `${count} ${large}`);
      await sleep(1000);
    }
    const got: string[] = [];
    const behindMs: number[] = [];
    while (got.length < 40) {
      const { value } = await open.next();
      got.push(...bodiesOf(value).map((body) => body.split(" ")[0] ?? ""));
      behindMs.push(value.MillisBehindLatest);
    }
    expect(got).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
    expect(Math.max(...behindMs)).toBeGreaterThan(20_000);
  });
});

test("faults hit the call that subscribes", async () => {
  await inVirtualTime(1, async () => {
    const scope = { actions: ["SubscribeToShard"], nth: 1 } as const;
    const firstError = async (kind: "throttle" | "lost-request" | "lost-response") => {
      const { kinesis, emulator } = clients({ faults: [{ kind, ...scope }] }, 1);
      const [ConsumerARN = ""] = await streamWith(kinesis, ["a"]);
      const failed = await events(kinesis, { ConsumerARN })
        .next()
        .catch((error: Error & { code?: string }) => error.code ?? error.name);
      return [failed, emulator.nextAtMs()];
    };
    expect(await firstError("throttle")).toEqual(["LimitExceededException", undefined]);
    expect(await firstError("lost-request")).toEqual(["ECONNRESET", undefined]);
    expect(await firstError("lost-response")).toEqual(["ECONNRESET", undefined]);
  });
});

test("reading by SubscribeToShard leaves GetShardIterator's and GetRecords' quotas alone", async () => {
  await inVirtualTime(1, async () => {
    const { kinesis } = clients({}, 1);
    const arns = await streamWith(kinesis, ["a", "b", "c", "d", "e"]);
    await kinesis.send(new ListShardsCommand({ StreamName: "s" }));
    await Promise.all(arns.map((ConsumerARN) => events(kinesis, { ConsumerARN }).next()));
    const place = {
      StreamName: "s",
      ShardId: shardId(0),
      ShardIteratorType: "TRIM_HORIZON",
    } as const;
    const iterators = Array.from({ length: 5 }, () =>
      kinesis.send(new GetShardIteratorCommand(place)),
    );
    await expect(Promise.all(iterators)).resolves.toHaveLength(5);
  });
});
