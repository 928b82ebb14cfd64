import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import { deduplicationMs } from "../../src/emulator/sqs/queue/deduplication.ts";
import type { QueueProducerContext } from "../../src/scenario/custom-code.ts";
import type { ProducerSpec, ScenarioFault } from "../../src/scenario/scenario.ts";
import { namesOf, queue, runOnModel, stream } from "./model-run.ts";

/** From 5 s to 15 s nothing is taken. */
const outage: ScenarioFault = {
  kind: "throttle",
  actions: ["SendMessage", "SendMessageBatch", "PutRecord"],
  fromS: 5,
  toS: 15,
};

describe("a producer that gives up", () => {
  it.each<[ProducerSpec<QueueProducerContext>, string]>([
    [{ kind: "serial", attempts: 1 }, "once"],
    [{ kind: "concurrent", attempts: 1 }, "once"],
    [{ kind: "batched", attempts: 1 }, "once"],
    [{ kind: "serial", attempts: 2 }, "2 times"],
  ])("says so of what was refused, and nothing else is missing: %j", async (producer, often) => {
    const run = await runOnModel({ design: { ...queue, producer }, faults: [outage] });
    const given = run.all("discard");
    expect(given.length).toBeGreaterThan(10);
    const reason = `the broker refused it ${often}, and the producer gave it up`;
    expect(given[0]).toMatchObject({ app: "map", reason });
    expect(given[0]).not.toHaveProperty("consumer");
    const done = new Set(namesOf(run.all("effect")));
    for (const name of namesOf(given)) expect(done).not.toContain(name);
    const sent = new Set(namesOf(run.all("send")));
    expect(done.size + given.length).toBe(sent.size);
    expect(run.verdict).toMatchObject({
      verdict: "invalid",
      reasons: [`discard: ${given.length} events were discarded, none allowed (ordered)`],
    });
  });

  it("may, where that is allowed", async () => {
    const producer = { kind: "serial", attempts: 1 } as const;
    const guarantee = "ordered-or-set-aside";
    const run = await runOnModel({ design: { ...queue, producer }, faults: [outage], guarantee });
    expect(run.verdict.verdict).toBe("valid");
    expect(run.verdict.setAside.discarded).toBe(run.all("discard").length);
  });

  it("tells each application of a stream", async () => {
    const producer = { kind: "serial", attempts: 1 } as const;
    const consumers = ["map", "alarm"].map((app) => ({ ...stream.consumers[0], app }));
    const run = await runOnModel({ design: { ...stream, producer, consumers }, faults: [outage] });
    const apps = Map.groupBy(run.all("discard"), ({ app }) => app);
    expect(namesOf(apps.get("map")!)).toEqual(namesOf(apps.get("alarm")!));
  });

  it("does not say of what may have arrived that it is missing", async () => {
    const faults: ScenarioFault[] = [
      { kind: "lost-response", actions: ["SendMessage"], fromS: 5, toS: 15 },
    ];
    const producer = { kind: "serial", attempts: 1 } as const;
    const run = await runOnModel({ design: { ...queue, producer }, faults });
    expect(run.all("uncertain").length).toBeGreaterThan(10);
    expect(run.all("discard")).toEqual([]);
    expect(run.verdict.verdict).toBe("valid");
  });
});

describe("the first throttle of a run", () => {
  it.each([
    [stream, { kind: "serial" }, "PutRecord"],
    [stream, { kind: "batched", lingerMs: 900 }, "PutRecords"],
    [queue, { kind: "serial" }, "SendMessage"],
    [queue, { kind: "batched", lingerMs: 900 }, "SendMessageBatch"],
  ] as const)("is one of a send, %#", async (design, producer, action) => {
    const workload = { kind: "fleet", trucks: 2, hz: 1, durationS: 6 } as const;
    const reading = ["GetRecords", "ReceiveMessage"];
    const run = await runOnModel({
      workload,
      design: { ...design, producer },
      faults: [
        { kind: "throttle", actions: reading, fromS: 1, toS: 2 },
        { kind: "throttle", actions: [action], fromS: 3, toS: 5 },
      ],
    });
    expect(run.metrics.firstThrottle?.action).toBe(action);
    expect(run.metrics.firstThrottle?.atMs).toBeGreaterThanOrEqual(3000);
  });
});

describe("a producer with a journal that crashes", () => {
  const crash = { kind: "crash", app: "producer", consumer: 1 } as const;

  it.each([
    ["serial", 5],
    ["batched", 5],
    ["serial", 0],
  ] as const)(
    "sends again what stands behind its checkpoint: %s, every %i s",
    async (kind, every) => {
      const producer = { kind, checkpointEveryS: every };
      const faults: ScenarioFault[] = [{ ...crash, atS: 9.5, restartAfterS: 3 }];
      const run = await runOnModel({ design: { ...stream, producer }, faults });
      expect(run.all("crash")).toMatchObject([{ app: "producer", atMs: 9500 }]);
      expect(run.all("send").filter(({ atMs }) => atMs > 9500 && atMs < 12_500)).toEqual([]);
      const acks = run.all("ack");
      expect(new Set(namesOf(acks)).size).toBe(new Set(namesOf(run.all("send"))).size);
      const before = acks.filter(({ atMs }) => atMs < 9500);
      const again = new Set(namesOf(run.all("send").filter(({ atMs }) => atMs >= 12_500)));
      const twice = before.filter(({ key, seq }) => again.has(`${key}#${seq}`));
      // The last checkpoint is the first acknowledgement behind its time.
      const checkpoint = before.find(({ atMs }) => atMs >= every * 1000)!.atMs;
      const behind = every === 0 ? [] : before.filter(({ atMs }) => atMs > checkpoint);
      expect(namesOf(twice)).toEqual(namesOf(behind));
      expect(run.verdict.verdict).toBe("valid");
    },
  );

  it("may crash at a moment of its consumers, and stand still as well", async () => {
    const producer = { kind: "serial", checkpointEveryS: 2 } as const;
    const faults: ScenarioFault[] = [
      { ...crash, when: { event: "handled", count: 30 }, restartAfterS: 2 },
      { kind: "pause", app: "producer", consumer: 1, atS: 12, forS: 3 },
    ];
    const run = await runOnModel({ design: { ...queue, producer }, faults });
    expect(run.all("crash")).toHaveLength(1);
    expect(run.all("send").filter(({ atMs }) => atMs > 12_000 && atMs < 15_000)).toEqual([]);
    expect(run.verdict.verdict).toBe("valid");
  });

  it("ends with the run when it never comes back", async () => {
    const producer = { kind: "serial", checkpointEveryS: 1 } as const;
    const run = await runOnModel({
      design: { ...queue, producer },
      faults: [{ ...crash, atS: 5 }],
      drainS: 10,
    });
    expect(run.durationMs).toBe(30_000);
    expect(run.verdict.verdict).toBe("unknown");
  });
});

describe("a second attempt at the edge of the deduplication window", () => {
  it.each([
    [-1000, "taken for the first", 0],
    [1000, "a message of its own", 1],
  ])("of %i ms: it is %s", async (lateMs, _, copies) => {
    const start = async ({ client, queueUrl, events, clock }: QueueProducerContext) => {
      for await (const { body, routingKey, id } of events) {
        const command = () =>
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: body,
            MessageGroupId: routingKey,
            MessageDeduplicationId: id,
          });
        await client.send(command());
        await clock.sleep(deduplicationMs + lateMs);
        await client.send(command());
      }
    };
    const run = await runOnModel({
      workload: { kind: "fleet", trucks: 1, hz: 1, durationS: 1 },
      design: { ...queue, producer: { kind: "custom", start } },
      drainS: 600,
    });
    expect(run.verdict.counts["duplicate-log"]).toBe(copies);
    expect(run.all("effect")).toHaveLength(1 + copies);
  });
});
