import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { describe, expect, it } from "vitest";

import { startEmbedded } from "../../src/targets/embedded.ts";
import { type Place, withChannel } from "../broker/channel-rig.ts";
import { queue, runOnModel, stream } from "./model-run.ts";

describe("a queue of a design", () => {
  it("delays every message alike, so that a FIFO queue keeps its order", async () => {
    const run = await runOnModel({ design: { ...queue, delayS: 5 } });
    expect(run.verdict.verdict).toBe("valid");
    const { p50Ms } = run.metrics.latency.endToEnd;
    expect(p50Ms).toBeGreaterThan(5000);
    expect(p50Ms).toBeLessThan(6000);
  });

  it.each([
    [60, "invalid"],
    [undefined, "valid"],
  ])("keeps a message for %s s, read or not: %s", async (retentionS, verdict) => {
    const consumers = [{ ...queue.consumers[0], startAtS: 100 }];
    const design = { ...queue, consumers, ...(retentionS !== undefined && { retentionS }) };
    const run = await runOnModel({ design, drainS: 300 });
    expect(run.verdict.verdict).toBe(verdict);
    const lost = retentionS === undefined ? 0 : run.all("ack").length;
    expect(run.verdict.counts.lost).toBe(lost);
  });

  it("is not over before what is delayed has come", async () => {
    const run = await runOnModel({ design: { ...queue, delayS: 90 } });
    expect(run.verdict.verdict).toBe("valid");
  });
});

it.each([
  [undefined, 24],
  [24, 24],
  [48, 48],
])("a stream with retentionHours %s keeps its records for %i hours", async (asked, hours) => {
  const place: Place = { clock: "virtual", connect: async (options) => startEmbedded(options) };
  const design = { ...stream, ...(asked !== undefined && { retentionHours: asked }) };
  await withChannel(place, design, async (rig) => {
    const { address } = rig.channel;
    const StreamName = address.kind === "stream" ? address.name : "";
    const { StreamDescriptionSummary } = await rig.target
      .kinesis()
      .send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(StreamDescriptionSummary?.RetentionPeriodHours).toBe(hours);
  });
});
