/**
 * Random sequences of calls, made of our model and of an emulator that others wrote: where the list of deviations knows no
 * difference, they must agree call by call. Seeded, and shrunk to the shortest sequence that differs.
 */
import { MergeShardsCommand, SplitShardCommand } from "@aws-sdk/client-kinesis";
import type { Message } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { expect, test } from "vitest";

import type { Clients } from "../../src/conformance/clients.ts";
import { textOf } from "../../src/conformance/kinesis/test-stream.ts";
import { onLoopback } from "../../src/conformance/places.ts";
import { Sandbox } from "../../src/conformance/sandbox.ts";
import { noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import { Emulator } from "../../src/emulator/emulator.ts";
import { serveEmulator } from "../../src/emulator/host/http/server.ts";
import { startNpmEmulator } from "../../src/targets/npm-emulators.ts";

const served = () =>
  serveEmulator(new Emulator({ seed: 1, startMs: Date.now(), latency: noLatency }));

type FifoCall =
  | { readonly type: "send"; readonly id: string }
  | { readonly type: "receive" | "release" | "delete" };

const fifoCall: fc.Arbitrary<FifoCall> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom("a", "b", "c", "d", "e")
      .map((id) => ({ type: "send", id }) as const),
  },
  { weight: 3, arbitrary: fc.constant({ type: "receive" } as const) },
  { weight: 1, arbitrary: fc.constant({ type: "release" } as const) },
  { weight: 2, arbitrary: fc.constant({ type: "delete" } as const) },
);

/** One group, one message per receive: there is nothing that the service may choose. */
async function fifoStory(
  clients: Clients,
  name: string,
  calls: readonly FifoCall[],
): Promise<unknown[]> {
  await using sandbox = new Sandbox(clients, name);
  const queue = await sandbox.fifoQueue();
  const ids = new Map<string | undefined, number>();
  let held: Message | undefined;
  const story: unknown[] = [];
  for (const call of calls) {
    switch (call.type) {
      case "send": {
        const { MessageId } = await queue.sendTo("g", call.id);
        if (!ids.has(MessageId)) ids.set(MessageId, ids.size);
        story.push({ sent: ids.get(MessageId) });
        break;
      }
      case "receive": {
        const [message] = await queue.receive({
          MaxNumberOfMessages: 1,
          WaitTimeSeconds: 0,
          MessageSystemAttributeNames: ["All"],
        });
        held = message ?? held;
        const count = message?.Attributes?.ApproximateReceiveCount;
        story.push({ received: message?.Body, count, of: ids.get(message?.MessageId) });
        break;
      }
      case "release":
        if (held !== undefined) await queue.changeVisibility(held, 0);
        held = undefined;
        break;
      case "delete":
        if (held !== undefined) await queue.delete(held);
        held = undefined;
        break;
    }
  }
  return [...story, await queue.drain()];
}

test("a FIFO group tells the same story on the model and on fauxqs", async () => {
  await using server = await served();
  await using peer = await startNpmEmulator("fauxqs");
  using ours = onLoopback(server.url);
  using theirs = onLoopback(peer.url);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fifoCall, { minLength: 1, maxLength: 25 }), async (calls) => {
      run += 1;
      const [own, other] = await Promise.all([
        fifoStory(ours, `run-${run}`, calls),
        fifoStory(theirs, `run-${run}`, calls),
      ]);
      expect(own).toEqual(other);
    }),
    { seed: 1, numRuns: 12 },
  );
});

type StreamCall =
  | { readonly type: "put"; readonly key: string }
  | { readonly type: "split" | "merge"; readonly shard: number };

const streamCalls = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(20).map((n) => ({ type: "put", key: `k${n}` }) as const) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("split" as const), shard: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant("merge" as const), shard: fc.nat(2) }) },
  ),
  { minLength: 6, maxLength: 10 },
);

/** Where each record goes while shards split and merge, and what each shard holds in the end. */
async function streamStory(
  clients: Clients,
  name: string,
  calls: readonly StreamCall[],
): Promise<unknown[]> {
  await using sandbox = new Sandbox(clients, name);
  const stream = await sandbox.stream({ shards: 2 });
  const story: unknown[] = [];
  const held = new Map<string, number>();
  for (const [index, call] of calls.entries()) {
    if (call.type === "put") {
      const { ShardId = "" } = await stream.put(call.key, String(index));
      held.set(ShardId, (held.get(ShardId) ?? 0) + 1);
      story.push(ShardId);
      continue;
    }
    await reshard(clients, stream, call);
    await stream.untilActive();
  }
  for (const { ShardId = "", HashKeyRange, ...parents } of await stream.shards()) {
    const { ParentShardId, AdjacentParentShardId } = parents;
    const records = await stream.readFirst(ShardId, held.get(ShardId) ?? 0);
    const texts = records.map(textOf);
    story.push({ ShardId, HashKeyRange, ParentShardId, AdjacentParentShardId, texts });
  }
  return story;
}

/** Splits an open shard in the middle, or merges it with its neighbour; nothing if it has none. */
async function reshard(
  { kinesis }: Clients,
  stream: Awaited<ReturnType<Sandbox["stream"]>>,
  call: { readonly type: "split" | "merge"; readonly shard: number },
): Promise<void> {
  const start = (shard: (typeof open)[number]) => BigInt(shard.HashKeyRange?.StartingHashKey ?? 0);
  const open = (await stream.shards())
    .filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined)
    .toSorted((one, other) => (start(one) < start(other) ? -1 : 1));
  const shard = open[call.shard % open.length];
  const next = open[(call.shard % open.length) + 1];
  if (shard === undefined) return;
  if (call.type === "split") {
    const end = BigInt(shard.HashKeyRange?.EndingHashKey ?? 0);
    const NewStartingHashKey = String((start(shard) + end) / 2n + 1n);
    await kinesis.send(
      new SplitShardCommand({
        StreamName: stream.name,
        ShardToSplit: shard.ShardId,
        NewStartingHashKey,
      }),
    );
  } else if (next !== undefined) {
    await kinesis.send(
      new MergeShardsCommand({
        StreamName: stream.name,
        ShardToMerge: shard.ShardId,
        AdjacentShardToMerge: next.ShardId,
      }),
    );
  }
}

test("records of a stream that splits and merges are where kinesalite has them", async () => {
  await using server = await served();
  await using peer = await startNpmEmulator("kinesalite");
  using ours = onLoopback(server.url);
  using theirs = onLoopback(peer.url);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(streamCalls, async (calls) => {
      run += 1;
      const [own, other] = await Promise.all([
        streamStory(ours, `run-${run}`, calls),
        streamStory(theirs, `run-${run}`, calls),
      ]);
      expect(own).toEqual(other);
    }),
    { seed: 1, numRuns: 4 },
  );
});
