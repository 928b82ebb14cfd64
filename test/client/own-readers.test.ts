import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { expect, it } from "vitest";

import { Life } from "../../src/client/life.ts";
import { tapped, type TapRig } from "./tap-rig.ts";

const StreamName = "trucks";
const ShardId = "shardId-000000000000";

/** A stream of one shard, and a reader that is code of somebody else's. */
function reading(body: (rig: TapRig, own: ReturnType<TapRig["ownReader"]>) => Promise<void>) {
  return tapped(async (rig) => {
    await rig.stream();
    const own = rig.ownReader(new Life());
    await own.send(new ListShardsCommand({ StreamName }));
    await body(rig, own);
  });
}

const iterator = (from: Partial<GetShardIteratorCommandInput>): GetShardIteratorCommand =>
  new GetShardIteratorCommand({
    StreamName,
    ShardId,
    ShardIteratorType: "TRIM_HORIZON",
    ...from,
  });

it("a reader's first iterator of a shard says where it begins", async () => {
  await reading(async (rig, own) => {
    await own.send(iterator({ ShardIteratorType: "LATEST" }));
    await own.send(iterator({}));
    const { SequenceNumber } = await own.send(
      new PutRecordCommand({ StreamName, PartitionKey: "a", Data: Buffer.from("one") }),
    );
    const after = { StartingSequenceNumber: SequenceNumber! };
    const again = rig.ownReader(new Life());
    await again.send(iterator({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", ...after }));
    const at = rig.ownReader(new Life());
    await at.send(iterator({ ShardIteratorType: "AT_SEQUENCE_NUMBER", ...after }));
    const since = rig.ownReader(new Life());
    const Timestamp = new Date(Date.now() - 1000);
    await since.send(iterator({ ShardIteratorType: "AT_TIMESTAMP", Timestamp }));
    const leases = rig.of("lease");
    const reader = { app: "map", consumer: "map-1", lane: ShardId, action: "taken" };
    expect(leases).toMatchObject([
      { ...reader, from: "latest" },
      { ...reader, from: "after-position", fromPosition: SequenceNumber },
      { ...reader, from: "after-position", fromPosition: `${BigInt(SequenceNumber!) - 1n}` },
      { ...reader, from: "at-timestamp" },
    ]);
    expect(leases[0]!.fromMs).toBe(leases[0]!.atMs);
    expect(leases[3]!.fromMs).toBeLessThan(leases[3]!.atMs - 999);
  });
});

it("what came of a shard is known when a reader is told, and that it was read to its end", async () => {
  await reading(async (rig, own) => {
    const { ShardIterator } = await own.send(iterator({}));
    await rig.target.kinesis().send(
      new SplitShardCommand({
        StreamName,
        ShardToSplit: ShardId,
        NewStartingHashKey: `${2n ** 127n}`,
      }),
    );
    await rig.clock.sleep(40_000);
    expect(rig.of("reshard")).toEqual([]);
    await own.send(new GetRecordsCommand({ ShardIterator }));
    await own.send(new ListShardsCommand({ StreamName }));
    expect(rig.of("reshard")).toMatchObject([
      { parents: [ShardId], children: ["shardId-000000000001", "shardId-000000000002"] },
    ]);
    expect(rig.of("lease").map(({ action }) => action)).toEqual(["taken", "ended"]);
  });
});

it("strategies of this project write such records themselves", async () => {
  await reading(async (rig) => {
    await rig.kinesis().send(iterator({}));
    expect(rig.of("lease")).toEqual([]);
  });
});
