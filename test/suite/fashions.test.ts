/** The ways in which people write consumers of a queue: with a client of their own, made here or there, and loops of all kinds. */
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { setInterval as ticks } from "node:timers/promises";

import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQS,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";

import "../../src/vitest.ts";
import type { QueueConsumerContext } from "../../src/scenario/custom-code.ts";
import { simulate } from "../../src/suite/simulate.ts";
import { fleetWith } from "./own-code.ts";

type Start = (context: QueueConsumerContext) => Promise<void>;
type Handler = QueueConsumerContext["handler"];

const wait = { MaxNumberOfMessages: 10, WaitTimeSeconds: 20 };

async function take(client: SQSClient, QueueUrl: string, handler: Handler, poll: object = wait) {
  const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...poll }));
  for (const { Body, ReceiptHandle } of Messages) {
    await handler(Body!);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

const aborted = (signal: AbortSignal): Promise<unknown> => once(signal, "abort");
const sqs = new SQS({});

class Worker {
  #client: SQSClient | undefined;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Made when it is needed. */
  get client(): SQSClient {
    return (this.#client ??= new SQSClient({ region: "eu-west-1" }));
  }

  async run(handler: Handler, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await take(this.client, this.#url, handler);
  }
}

const fashions: Readonly<Record<string, Start>> = {
  "an aggregated client": async ({ queueUrl: QueueUrl, handler, signal }) => {
    while (!signal.aborted) {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, ...wait });
      for (const { Body, ReceiptHandle } of Messages) {
        await handler(Body!);
        await sqs.deleteMessage({ QueueUrl, ReceiptHandle });
      }
    }
  },
  "callbacks of an aggregated client": ({ queueUrl: QueueUrl, handler, signal }) => {
    const remove = (messages: readonly Message[]): void => {
      const [message, ...others] = messages;
      if (message === undefined) return poll();
      const { Body, ReceiptHandle } = message;
      void handler(Body!).then(() =>
        sqs.deleteMessage({ QueueUrl, ReceiptHandle }, () => remove(others)),
      );
    };
    const poll = (): void => {
      if (signal.aborted) return;
      sqs.receiveMessage({ QueueUrl, ...wait }, (_, answer) => remove(answer?.Messages ?? []));
    };
    poll();
    return aborted(signal).then(() => {});
  },
  "a client made by a class when it is needed": ({ queueUrl, handler, signal }) =>
    new Worker(queueUrl).run(handler, signal),
  "a client with a middleware": async ({ queueUrl, handler, signal }) => {
    const client = new SQSClient({ requestHandler: { requestTimeout: 1000 } });
    client.middlewareStack.add((next) => (args) => next(args), { step: "build", name: "trace" });
    while (!signal.aborted) await take(client, queueUrl, handler);
  },
  "a middleware beside one of the SDK's, on the client that is given": async (context) => {
    const { client, queueUrl, handler, signal } = context;
    client.middlewareStack.addRelativeTo(<T>(next: T) => next, {
      relation: "after",
      toMiddleware: "hostHeaderMiddleware",
    });
    while (!signal.aborted) await take(client, queueUrl, handler);
  },
  "several loops at once": async ({ client, queueUrl, handler, signal }) => {
    const loop = async (): Promise<void> => {
      while (!signal.aborted) await take(client, queueUrl, handler, { WaitTimeSeconds: 20 });
    };
    await Promise.all([loop(), loop(), loop()]);
  },
  "pauses of node:timers/promises": async ({ client, queueUrl, handler, signal }) => {
    while (!signal.aborted) {
      await take(client, queueUrl, handler, { WaitTimeSeconds: 0 });
      await sleep(200);
    }
  },
  "for await over the ticks of node:timers/promises": async ({
    client,
    queueUrl,
    handler,
    signal,
  }) => {
    for await (const _ of ticks(200)) {
      if (signal.aborted) return;
      await take(client, queueUrl, handler, { WaitTimeSeconds: 0 });
    }
  },
  "setInterval, not twice at once": ({ client, queueUrl, handler, signal }) => {
    let isBusy = false;
    const timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      void take(client, queueUrl, handler, { WaitTimeSeconds: 0 }).finally(() => {
        isBusy = false;
      });
    }, 100);
    return aborted(signal).then(() => clearInterval(timer));
  },
  "an AbortController of its own": async ({ client, queueUrl: QueueUrl, handler, signal }) => {
    const own = new AbortController();
    signal.addEventListener("abort", () => own.abort());
    while (!own.signal.aborted) {
      try {
        const command = new ReceiveMessageCommand({ QueueUrl, ...wait });
        const { Messages = [] } = await client.send(command, { abortSignal: own.signal });
        for (const { Body, ReceiptHandle } of Messages) {
          await handler(Body!);
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      } catch (error) {
        if ((error as Error).name !== "AbortError") throw error;
      }
    }
  },
  "an event emitter": ({ queueUrl: QueueUrl, handler, signal }) => {
    const consumer = new EventEmitter();
    const client = new SQSClient({});
    consumer.on("poll", async () => {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...wait }));
      consumer.emit("messages", Messages);
    });
    consumer.on("messages", async (messages: readonly Message[]) => {
      for (const { Body, ReceiptHandle } of messages) {
        await handler(Body!);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      if (!signal.aborted) consumer.emit("poll");
    });
    consumer.emit("poll");
    return aborted(signal).then(() => {});
  },
};

it.each(Object.entries(fashions))("a consumer with %s is simulated", async (_, start) => {
  const small = fleetWith(start, {
    workload: { kind: "fleet", trucks: 3, hz: 1, durationS: 6 },
    faults: [{ kind: "crash", app: "mine", consumer: 1, atS: 3, restartAfterS: 1 }],
  });
  const [result] = await simulate(small);
  expect(result).toKeepOrder();
  expect(result?.metrics.parallelism.consumersReceiving).toBe(2);
});
