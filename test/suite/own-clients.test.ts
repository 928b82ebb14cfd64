import { execFile } from "node:child_process";
import { randomBytes, randomInt, randomUUID, pbkdf2 } from "node:crypto";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { scheduler } from "node:timers/promises";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import zlib from "node:zlib";

import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import "../../src/vitest.ts";
import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import { simulate, type SimulatedScenario } from "../../src/suite/simulate.ts";
import { careful, fleetWith } from "./own-code.ts";

// As most code has them: at the top of a module, with nothing said of where they are.
const sqs = new SQSClient({});
const kinesis = new KinesisClient({ maxAttempts: 7 });

/** The real ones. */
const sleep = promisify(setTimeout);
const later = setTimeout;
const everyMs = setInterval;

const exec = promisify(execFile);
const gzip = promisify(zlib.gzip);
const derive = promisify(pbkdf2);
const few = { workload: { kind: "fleet", trucks: 2, hz: 1, durationS: 4 }, faults: [] } as const;

/** A consumer that uses the module's client, and does something else before each event. */
function withModuleClient(before: () => Promise<unknown> = async () => {}) {
  return async ({ queueUrl: QueueUrl, handler, signal }: QueueConsumerContext): Promise<void> => {
    while (!signal.aborted) {
      const receive = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 20,
      });
      const { Messages = [] } = await sqs.send(receive).catch(() => ({ Messages: [] }));
      for (const { Body, ReceiptHandle } of Messages) {
        await before();
        await handler(Body!);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
}

describe("code that makes its own client", () => {
  it("reaches the model, as the consumer that runs it", async () => {
    const [result] = await simulate(fleetWith(withModuleClient()));
    expect(result).toKeepOrder();
    expect(result?.metrics.counts.delivered).toBeGreaterThanOrEqual(result!.metrics.counts.acked);
    expect(result?.metrics.parallelism.consumersReceiving).toBe(2);
  });

  it("reaches the model from the callbacks of its timers too", async () => {
    const polling = async ({ queueUrl: QueueUrl, handler, signal }: QueueConsumerContext) => {
      const poll = async (): Promise<void> => {
        const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 });
        const { Messages = [] } = await sqs.send(receive).catch(() => ({ Messages: [] }));
        for (const { Body, ReceiptHandle } of Messages) {
          await handler(Body!);
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
        if (!signal.aborted) setTimeout(() => void poll(), 10);
      };
      setTimeout(() => void poll(), 10);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    };
    const timer = setTimeout;
    const [result] = await simulate(fleetWith(polling));
    expect(result).toKeepOrder();
    expect(result?.metrics.parallelism.consumersReceiving).toBe(2);
    expect(setTimeout).toBe(timer);
  });

  it("gets its client back unchanged", async () => {
    const prototype = Object.getPrototypeOf(SQSClient.prototype) as object;
    const before = Object.getOwnPropertyDescriptors(prototype);
    await simulate(fleetWith(withModuleClient()));
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before);
  });

  it("may make one of the configuration it is given", async () => {
    const ownClient = async (context: QueueConsumerContext): Promise<void> =>
      careful({ ...context, client: new SQSClient(context.clientConfig) });
    const [result] = await simulate(fleetWith(ownClient));
    expect(result).toKeepOrder();
    expect(result?.metrics.parallelism.consumersReceiving).toBe(2);
  });

  it("keeps its own retry settings: up to seven attempts", async () => {
    const scenario: SimulatedScenario = {
      workload: { kind: "fleet", trucks: 1, hz: 1, durationS: 1 },
      design: {
        service: "kinesis",
        shards: 1,
        partitionKey: "truck",
        producer: {
          kind: "custom",
          start: async ({ events, streamName: StreamName }) => {
            for await (const { body, routingKey: PartitionKey } of events) {
              const Data = Buffer.from(body);
              await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data }));
            }
          },
        },
        consumers: [{ app: "map", kind: "by-lane", count: 1 }],
      },
      faults: [1, 2, 3, 4, 5, 6].map((nth) => ({
        kind: "throttle",
        actions: ["PutRecord"],
        nth,
      })),
    };
    const [result] = await simulate(scenario);
    // The default, three attempts, would have given up.
    expect(result?.metrics.counts.throttledRequests).toBeGreaterThan(3);
    expect(result?.metrics.counts.retriedRequests).toBe(1);
    expect(result).toKeepOrder();
  });

  it("may read files, two at once too: the same seed, the same bytes", async () => {
    const seen: string[] = [];
    const read = async (file: string): Promise<void> => {
      await readFile(file);
      seen.push(file);
    };
    const reads = withModuleClient(() =>
      Promise.all([read("package-lock.json"), read("package.json")]),
    );
    const [result] = await simulate(fleetWith(reads));
    expect(result).toKeepOrder();
    expect(new Set(seen.filter((_, at) => at % 2 === 0))).toEqual(new Set(["package-lock.json"]));
    const streams = withModuleClient(() => text(createReadStream("package.json")));
    expect((await simulate(fleetWith(streams, few)))[0]).toKeepOrder();
  });

  it("may do what another thread does for it: the clock waits", async () => {
    for (const work of [
      () => gzip("a truck"),
      () => derive("a", "b", 1, 8, "sha1"),
      () => crypto.subtle.digest("SHA-256", new Uint8Array(4)),
      async () => (await open("package.json")).close(),
    ]) {
      const [result] = await simulate(fleetWith(withModuleClient(work), few));
      expect(result).toKeepOrder();
    }
  });

  it("draws seeded numbers", async () => {
    const draws = async (): Promise<unknown> => {
      const drawn: unknown[] = [];
      const draw = withModuleClient(async () => {
        drawn.push(
          Math.random(),
          randomUUID(),
          crypto.randomUUID(),
          randomBytes(4).toString("hex"),
        );
        drawn.push(randomInt(1000), crypto.getRandomValues(new Uint16Array(2)).join());
      });
      await simulate(fleetWith(draw, few));
      return drawn;
    };
    const drawn = await draws();
    expect(drawn).toContainEqual(expect.stringMatching(/^\w{8}-\w{4}-4\w{3}-[89ab]\w{3}-\w{12}$/));
    expect(await draws()).toEqual(drawn);
    expect(randomUUID()).not.toBe(randomUUID());
  });

  it("is refused a connection to anything else, with its address", async () => {
    const calls = withModuleClient(() => fetch("http://127.0.0.1:4599/"));
    await expect(simulate(fleetWith(calls, few))).rejects.toThrow(
      /the code under test opens a connection to 127\.0\.0\.1:4599, which cannot be simulated/,
    );
  });

  it.each<readonly [string, () => unknown, RegExp]>([
    ["a process", () => exec("true"), /starts a process, which cannot be simulated/],
    ["a name server", () => lookup("example.com"), /looks an address up, which cannot/],
    [
      "another thread",
      () => new Worker("", { eval: true }),
      /starts a worker thread, which cannot/,
    ],
  ])("is refused %s", async (_, ask, told) => {
    const asks = withModuleClient(async () => ask());
    await expect(simulate(fleetWith(asks, few))).rejects.toThrow(told);
  });

  it("has timers simulated that were kept from before", async () => {
    for (const wait of [
      () => sleep(20),
      () => scheduler.wait(20),
      () => once(AbortSignal.timeout(20), "abort"),
      () =>
        new Promise<void>((resolve) => {
          let ticks = 0;
          const timer = everyMs(() => {
            ticks += 1;
            if (ticks < 2) return;
            clearInterval(timer);
            resolve();
          }, 10);
        }),
    ]) {
      const took: number[] = [];
      const waits = withModuleClient(async () => {
        const cleared = later(() => took.push(0), 5);
        clearTimeout(cleared);
        const began = Date.now();
        await wait();
        took.push(Date.now() - began);
      });
      const [result] = await simulate(fleetWith(waits, few));
      expect(result).toKeepOrder();
      expect(new Set(took)).toEqual(new Set([20]));
    }
  });
});
