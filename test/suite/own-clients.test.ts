import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

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

/** The real one. */
const sleep = promisify(setTimeout);

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

  it("may read files: the clock waits", async () => {
    const reads = withModuleClient(() => readFile("package.json"));
    const [result] = await simulate(fleetWith(reads));
    expect(result).toKeepOrder();
  });

  it("is refused a connection to anything else, with its address", async () => {
    const calls = withModuleClient(() => fetch("http://127.0.0.1:4599/"));
    await expect(simulate(fleetWith(calls))).rejects.toThrow(
      /the code under test opens a connection to 127\.0\.0\.1:4599, which cannot be simulated/,
    );
  });

  it("is refused a timer that was kept from before: it would be overtaken by the clock", async () => {
    const waits = withModuleClient(() => sleep(1));
    await expect(simulate(fleetWith(waits))).rejects.toThrow(/waits by a real timer/);
    const timed = withModuleClient(async () => AbortSignal.timeout(1000));
    await expect(simulate(fleetWith(timed))).rejects.toThrow(/waits by a real timer/);
  });
});
