import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import { notStopped } from "../../src/broker/created.ts";
import type { LambdaContext, QueueLambdaEvent } from "../../src/scenario/lambda-function.ts";
import type { ScenarioFault } from "../../src/scenario/scenario.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { type Place, withChannel } from "../broker/channel-rig.ts";
import { queue, runOnModel } from "./model-run.ts";

const failing = { key: "truck_2", seq: 3 };
const [consumer] = queue.consumers;

/** A queue whose consumers fail at one event, always or so often. */
function poisoned(times?: number) {
  const work = times === undefined ? failing : { ...failing, times };
  return {
    ...queue,
    visibilityTimeoutS: 1,
    redrivePolicy: { maxReceiveCount: 2 },
    consumers: [{ ...consumer, failing: work }],
  };
}

describe("what is received too often", () => {
  it.each(["ordered", "ordered-or-set-aside"] as const)(
    "is a dead letter of the history, %s",
    async (guarantee) => {
      const run = await runOnModel({ design: poisoned(), guarantee });
      const [letter, ...others] = run.all("dead-letter");
      expect(letter).toMatchObject({ app: "map", ...failing, reason: "received too often" });
      expect(others).toEqual([]);
      const sent = run
        .all("ack")
        .find(({ key, seq }) => key === failing.key && seq === failing.seq);
      expect(letter).toMatchObject({ lane: sent!.lane, position: sent!.position });
      const { verdict, setAside, reasons } = run.verdict;
      expect(setAside).toEqual({ deadLettered: 1, discarded: 0 });
      expect(verdict).toBe(guarantee === "ordered" ? "invalid" : "valid");
      if (guarantee === "ordered") expect(reasons[0]).toContain("1 event was dead-lettered");
    },
  );

  it("is one on a standard queue too, and of what is encrypted", async () => {
    const { groupId: _, ...rest } = poisoned();
    const design = { ...rest, service: "sqs-standard", payloadEncryption: "aes-256-gcm" } as const;
    const run = await runOnModel({ design, guarantee: "unordered" });
    expect(run.all("dead-letter")).toMatchObject([failing]);
    expect(run.verdict.verdict).toBe("valid");
  });

  it("goes aside from a function's queue as well", async () => {
    const consumer = {
      app: "map",
      kind: "lambda",
      handler: async (event: QueueLambdaEvent, { work }: LambdaContext) => {
        for (const record of event.Records) await work(record);
      },
      batchSize: 1,
      timeoutS: 1,
      failing,
    } as const;
    const design = { ...poisoned(), consumers: [consumer] };
    const run = await runOnModel({ design, guarantee: "ordered-or-set-aside" });
    expect(run.all("dead-letter")).toMatchObject([{ app: "map", ...failing }]);
    expect(run.verdict.verdict).toBe("valid");
  });

  it.each(["move-task", "hand"] as const)(
    "comes back when it is put back, behind its successors: %s",
    async (by) => {
      const faults: ScenarioFault[] = [{ kind: "redrive", by, atS: 30 }];
      const run = await runOnModel({
        design: poisoned(2),
        faults,
        guarantee: "ordered-or-set-aside",
      });
      const done = run.all("effect").filter(({ key }) => key === failing.key);
      expect(done.at(-1)!.seq).toBe(failing.seq);
      expect(done).toHaveLength(20);
      expect(run.verdict.counts).toMatchObject({ "nonmonotonic-effect": 1, "duplicate-log": 1 });
      expect(run.verdict.verdict).toBe("invalid");
    },
  );

  it("goes aside again when it is put back too early, and the run waits for that", async () => {
    const faults: ScenarioFault[] = [{ kind: "redrive", atS: 25 }];
    const run = await runOnModel({ design: poisoned(), faults, guarantee: "ordered-or-set-aside" });
    expect(run.all("dead-letter")).toHaveLength(2);
    expect(run.durationMs).toBeGreaterThan(30_000);
  });
});

describe("a service that does not say what it puts aside", () => {
  it("is looked at; and both queues go when the run is over", async () => {
    const left: (readonly string[])[] = [];
    const place: Place = {
      clock: "virtual",
      connect: async (options) => {
        const target = startEmbedded(options);
        return {
          ...target,
          evidence: "measured",
          [Symbol.asyncDispose]: async () => {
            const { QueueUrls = [] } = await target
              .sqs()
              .send(new ListQueuesCommand({}), notStopped);
            left.push(QueueUrls);
            await target[Symbol.asyncDispose]();
          },
        };
      },
    };
    const design = { ...queue, visibilityTimeoutS: 1, redrivePolicy: { maxReceiveCount: 1 } };
    await withChannel(place, design, async (rig) => {
      await rig.send("a#0", "b#0");
      const { reader } = rig.open((await rig.lanes())[0]!);
      const received = await rig.read(reader, 2);
      const [first] = received;
      await reader.settle([first!], rig.signal);
      await rig.clock.sleep(1500);
      await reader.receive(rig.signal);
      await rig.clock.sleep(3000);
      // The model says it at once and where it was; whoever looks knows neither.
      const [said, seen, ...more] = rig.of("dead-letter");
      expect(more).toEqual([]);
      expect(said).toHaveProperty("position");
      expect(seen).not.toHaveProperty("position");
      expect(seen).toMatchObject({ key: said!.key, seq: 0 });
      expect(seen!.atMs).toBeGreaterThan(said!.atMs);
      // What was looked at goes back as well.
      await rig.channel.redrive?.("move-task", rig.signal);
      expect(await rig.read(reader, 1)).toMatchObject([{ body: received[1]!.body }]);
    });
    expect(left).toEqual([[]]);
  });
});
