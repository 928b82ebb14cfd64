import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { describe, expect, it } from "vitest";

import { startEmbedded } from "../../src/targets/embedded.ts";
import { type Place, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";

const place: Place = { clock: "virtual", connect: async (options) => startEmbedded(options) };
const { "kinesis shared": stream } = designs;

describe("a stream", () => {
  it("is on-demand, with the four shards of a new one, where the design says so", async () => {
    await withChannel(place, { ...stream, shards: "on-demand" }, async (rig) => {
      const { address } = rig.channel;
      const StreamARN = address.kind === "stream" ? address.arn : "";
      const describe = new DescribeStreamSummaryCommand({ StreamARN });
      const { StreamDescriptionSummary: summary } = await rig.target.kinesis().send(describe);
      expect(summary?.StreamModeDetails).toEqual({ StreamMode: "ON_DEMAND" });
      expect(await rig.channel.lanes(new AbortController().signal)).toHaveLength(4);
    });
  });

  it("takes a record to the shard of its explicit hash key, alone and in a batch", async () => {
    await withChannel(place, { ...stream, shards: 4 }, async ({ channel }) => {
      const message = (seq: number, hashKey: bigint) => ({
        routingKey: "truck_1",
        hashKey: String(hashKey),
        id: `truck_1#${seq}`,
        body: `${seq}`,
      });
      const [first, last] = [message(0, 0n), message(1, 2n ** 128n - 1n)];
      const fates = [
        ...(await channel.publish([first])),
        ...(await channel.publish([last])),
        ...(await channel.publish([first, last])),
      ];
      const lanes = fates.map((fate) => fate.type === "accepted" && fate.lane);
      const [low, high] = ["shardId-000000000000", "shardId-000000000003"];
      expect(lanes).toEqual([low, high, low, high]);
    });
  });
});
