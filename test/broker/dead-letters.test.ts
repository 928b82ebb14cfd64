/** The dead-letter queue of a channel, where the service does not say what it puts there: `evidence: "measured"`. */
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { answering, type Asked, type Between, noting, placeBetween } from "./between.ts";
import { type ChannelRig, nameOf, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";
import { opening } from "./opening.ts";

const redrivePolicy = { maxReceiveCount: 1 };
const fifo = { ...designs["sqs-fifo"], visibilityTimeoutS: 1, redrivePolicy } as const;
const standard = { ...designs["sqs-standard"], visibilityTimeoutS: 1, redrivePolicy } as const;

function measured(between: Between) {
  return placeBetween(between, { evidence: "measured" });
}

/** Lets these be received once too often. */
async function killing(rig: ChannelRig, ...names: string[]) {
  await rig.send(...names);
  const { reader } = rig.open((await rig.lanes())[0]!);
  await rig.read(reader, names.length);
  await rig.clock.sleep(1500);
  await reader.receive(rig.signal);
  return reader;
}

/** Those that were seen by looking. */
function seen(rig: ChannelRig) {
  return rig.of("dead-letter").filter((letter) => !("position" in letter));
}

const many = Array.from({ length: 12 }, (_, key) => `truck${key}#0`);

describe("a dead-letter queue that is opened", () => {
  it.each<[string, Design, string]>([
    ["FIFO", fifo, "convoy-dead-trucks.fifo"],
    ["standard", standard, "convoy-dead-trucks"],
  ])("is of the same kind as its queue, encrypted as it is: %s", async (_, design, name) => {
    const kmsKeyId = "alias/aws/sqs";
    const { failure, queues } = await opening(
      { ...design, kmsKeyId },
      {
        name: "convoy-trucks",
        between: () => async (asked, pass) => {
          if (asked.action !== "CreateQueue") return pass();
          const { QueueName, Attributes } = asked.input as {
            QueueName: string;
            Attributes: object;
          };
          if (QueueName === name) {
            const isFifo = design.service === "sqs-fifo";
            expect(Attributes).toEqual({
              VisibilityTimeout: "30",
              KmsMasterKeyId: kmsKeyId,
              ...(isFifo && { FifoQueue: "true", ContentBasedDeduplication: "false" }),
            });
          } else {
            const { RedrivePolicy } = Attributes as { RedrivePolicy: string };
            expect(JSON.parse(RedrivePolicy)).toEqual({
              maxReceiveCount: 1,
              deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
            });
          }
          return pass();
        },
      },
    );
    expect(failure).toBeUndefined();
    expect(queues.map((url) => url.split("/").at(-1))).toContain(name);
    expect(queues).toHaveLength(2);
  });

  it("has a name that AWS takes, however long its queue's is, which tells runs apart", async () => {
    const name = `convoy-${"x".repeat(58)}-0badcafe`;
    const { failure, queues } = await opening(fifo, { name, runId: "0badcafe" });
    expect(failure).toBeUndefined();
    const dead = queues.map((url) => url.split("/").at(-1)!).find((one) => one.includes("dead"))!;
    expect(dead).toMatch(/^convoy-dead-x+-0badcafe\.fifo$/);
    expect(dead).toHaveLength(80);
  });

  it("goes again where its queue cannot be created", async () => {
    const { failure, queues } = await opening(fifo, {
      between: () =>
        answering("CreateQueue", async ({ input }) => {
          if (String(input["QueueName"]).includes("dead")) return undefined;
          throw new Error("denied");
        }),
    });
    expect(failure).toMatch("denied");
    expect(queues).toEqual([]);
  });

  it.each([{}, { Attributes: {} }])("goes again where it has no ARN: %j", async (answer) => {
    const { failure, queues } = await opening(fifo, {
      name: "convoy-trucks",
      between: () => answering("GetQueueAttributes", async () => answer),
    });
    expect(failure).toBe("queue convoy-dead-trucks has no ARN");
    expect(queues).toEqual([]);
  });

  it("leaves no trace of its requests in the history", async () => {
    await withChannel(measured(noting([])), fifo, async (rig) => {
      await killing(rig, "a#0");
      await rig.clock.sleep(3000);
      expect(rig.of("delivery")).toHaveLength(1);
    });
  });
});

describe("somebody who looks for dead letters", () => {
  it("sees each once, soon after", async () => {
    await withChannel(measured(noting([])), standard, async (rig) => {
      await killing(rig, ...many);
      await rig.clock.sleep(20_000);
      const letters = seen(rig);
      expect(letters.map(({ key, seq }) => `${key}#${seq}`).sort()).toEqual([...many].sort());
      const said = rig.of("dead-letter").filter((letter) => "position" in letter);
      for (const letter of letters) {
        const { atMs } = said.find(({ key }) => key === letter.key)!;
        expect(letter.atMs - atMs).toBeLessThan(1000);
      }
    });
  });

  it("waits half a second between two looks, through trouble that passes", async () => {
    const looks: number[] = [];
    const between: Between = async ({ action, input }, pass) => {
      if (action !== "ReceiveMessage" || !("VisibilityTimeout" in input)) return pass();
      looks.push(Date.now());
      const sinceMs = Date.now() - looks[0]!;
      // Twice 40 s; a minute of it would be too long.
      if (sinceMs >= 90_000 || (sinceMs >= 40_000 && sinceMs < 50_000)) return pass();
      throw Object.assign(new Error("busy"), { $metadata: { httpStatusCode: 503 } });
    };
    await withChannel(measured(between), fifo, async (rig) => {
      await rig.clock.sleep(110_000);
      await killing(rig, "a#0");
      await rig.clock.sleep(2000);
      expect(seen(rig)).toHaveLength(1);
      const apart = looks.slice(1).map((atMs, at) => atMs - looks[at]!);
      expect(Math.min(...apart)).toBeGreaterThanOrEqual(500);
    });
  });

  it("ends the run where nobody may look", async () => {
    const denied = Object.assign(new Error("no"), { name: "AccessDenied" });
    const between: Between = (asked, pass) =>
      asked.action === "ReceiveMessage" ? Promise.reject(denied) : pass();
    await withChannel(measured(between), fifo, async (rig) => {
      await expect(rig.run.refusal).rejects.toBe(denied);
    });
  });

  it("ends the run where there is no answer for a minute", async () => {
    const busy = Object.assign(new Error("busy"), { $metadata: { httpStatusCode: 503 } });
    const between: Between = (asked, pass) =>
      asked.action === "ReceiveMessage" ? Promise.reject(busy) : pass();
    await withChannel(measured(between), fifo, async (rig) => {
      await expect(rig.run.refusal).rejects.toThrow("ReceiveMessage has failed for 60 s");
    });
  });

  it("says nothing of what ends with the run", async () => {
    let failed = false;
    const between: Between = (asked, pass) =>
      asked.action === "ReceiveMessage"
        ? new Promise((_, reject) => setTimeout(reject, 5000))
        : pass();
    await withChannel(measured(between), fifo, async (rig) => {
      void rig.run.refusal.catch(() => {
        failed = true;
      });
      await rig.clock.sleep(1000);
      await rig.channel[Symbol.asyncDispose]();
      await rig.clock.sleep(10_000);
    });
    expect(failed).toBe(false);
  });

  it("is nobody where the service says it by itself", async () => {
    const asked: Asked[] = [];
    await withChannel(placeBetween(noting(asked)), fifo, async (rig) => {
      await killing(rig, "a#0");
      await rig.clock.sleep(5000);
      expect(asked.filter(({ input }) => "VisibilityTimeout" in input)).toEqual([]);
      expect(rig.of("dead-letter")).toHaveLength(1);
    });
  });
});

describe("dead letters that are put back", () => {
  it.each(["move-task", "hand"] as const)("are all received again: %s", async (by) => {
    const asked: Asked[] = [];
    const design = { ...standard, visibilityTimeoutS: 30 };
    await withChannel(
      measured(noting(asked)),
      { ...design, visibilityTimeoutS: 1 },
      async (rig) => {
        const reader = await killing(rig, ...many);
        await rig.clock.sleep(10_000);
        await rig.channel.redrive!(by, rig.signal);
        const again = await rig.read(reader, many.length);
        expect(again.map(nameOf).sort()).toEqual([...many].sort());
        // What was hidden by looking is shown first, in batches of ten.
        const shown = asked.filter(({ action }) => action === "ChangeMessageVisibilityBatch");
        expect(shown.map(({ input }) => (input["Entries"] as object[]).length)).toEqual([10, 2]);
      },
    );
  });

  it("by hand have ids of their own on a FIFO queue, their groups, and are deleted", async () => {
    const asked: Asked[] = [];
    await withChannel(measured(noting(asked)), fifo, async (rig) => {
      const reader = await killing(rig, "a#0", "b#0");
      await rig.clock.sleep(3000);
      asked.length = 0;
      await rig.channel.redrive!("hand", rig.signal);
      const sends = asked.filter(({ action }) => action === "SendMessage");
      expect(sends.map(({ input }) => String(input["MessageGroupId"])).sort()).toEqual(["a", "b"]);
      for (const { input } of sends)
        expect(input["MessageDeduplicationId"]).toMatch(/^again-.{36}$/);
      expect(asked.filter(({ action }) => action === "DeleteMessage")).toHaveLength(2);
      expect(await rig.read(reader, 2)).toHaveLength(2);
    });
  });

  it("by hand have neither on a standard queue", async () => {
    const asked: Asked[] = [];
    await withChannel(measured(noting(asked)), standard, async (rig) => {
      await killing(rig, "a#0");
      await rig.clock.sleep(3000);
      asked.length = 0;
      await rig.channel.redrive!("hand", rig.signal);
      const [send] = asked.filter(({ action }) => action === "SendMessage");
      expect(Object.keys(send!.input).sort()).toEqual(["MessageBody", "QueueUrl"]);
    });
  });

  const moving = (...statuses: readonly object[]): { between: Between; asks: number[] } => {
    const asks: number[] = [];
    const between: Between = async ({ action }, pass) => {
      if (action === "StartMessageMoveTask") return {};
      if (action !== "ListMessageMoveTasks") return pass();
      asks.push(Date.now());
      return { Results: [statuses[Math.min(asks.length, statuses.length) - 1]] };
    };
    return { between, asks };
  };

  it("by a task are waited for until it is completed, with half a second between two looks", async () => {
    const { between, asks } = moving({}, { Status: "RUNNING" }, { Status: "COMPLETED" });
    await withChannel(measured(between), fifo, async (rig) => {
      await rig.channel.redrive!("move-task", rig.signal);
      expect(asks).toHaveLength(3);
      expect(asks[2]! - asks[0]!).toBe(1000);
    });
  });

  it("by a task that fails are an error that says why", async () => {
    const { between } = moving({ Status: "FAILED", FailureReason: "no such queue" });
    await withChannel(measured(between), fifo, async (rig) => {
      await expect(rig.channel.redrive!("move-task", rig.signal)).rejects.toThrow(
        "moving dead letters: no such queue",
      );
    });
  });

  it("are waited for no longer than the run", async () => {
    const { between, asks } = moving({ Status: "RUNNING" });
    await withChannel(measured(between), fifo, async (rig) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 5000);
      await rig.channel.redrive!("move-task", stop.signal);
      expect(asks.length).toBeGreaterThan(5);
      await rig.channel.redrive!("hand", AbortSignal.abort());
    });
  });

  it("are an error where there is no dead-letter queue", async () => {
    const { redrivePolicy: _, ...design } = fifo;
    await withChannel(measured(noting([])), design, async (rig) => {
      await expect(rig.channel.redrive!("hand", rig.signal)).rejects.toThrow(
        "the queue has no dead-letter queue",
      );
    });
  });
});

it("both queues go with the channel, also where one of them cannot be deleted", async () => {
  let denies = false;
  const between: Between = (asked, pass) => {
    const url = String(asked.input["QueueUrl"]);
    const isOfQueue = asked.action === "DeleteQueue" && !url.includes("-dead-");
    return isOfQueue && denies
      ? Promise.reject(Object.assign(new Error("no"), { name: "AccessDenied" }))
      : pass();
  };
  await withChannel(measured(between), fifo, async (rig) => {
    const { address } = rig.channel;
    const url = address.kind === "queue" ? address.url : "";
    const name = url.split("/").at(-1)!;
    const deadName = name.replace("convoy-", "convoy-dead-");
    const isThere = (QueueName: string) =>
      rig.target
        .sqs()
        .send(new GetQueueUrlCommand({ QueueName }))
        .then(
          () => true,
          () => false,
        );
    expect(await isThere(deadName)).toBe(true);
    denies = true;
    await expect(rig.channel[Symbol.asyncDispose]()).rejects.toThrow(
      `could not delete queue ${url}: `,
    );
    expect(await isThere(deadName)).toBe(false);
    denies = false;
    const attributes = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] });
    expect(await rig.target.sqs().send(attributes)).toHaveProperty("Attributes");
  });
});
