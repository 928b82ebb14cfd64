import { DeleteStreamCommand } from "@aws-sdk/client-kinesis";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";

import type { Clients } from "./clients.ts";
import { type CreateStreamOptions, createStream, type TestStream } from "./kinesis/test-stream.ts";
import { createQueue, type TestQueue } from "./sqs/test-queue.ts";

/** What one check may create: everything has a name of its own, and is deleted when the check is over. */
export class Sandbox implements AsyncDisposable {
  readonly clients: Clients;
  readonly #prefix: string;
  readonly #deletions: (() => Promise<unknown>)[] = [];
  #names = 0;

  /** `prefix` must be unique on the endpoint; up to 60 letters, digits and hyphens. */
  constructor(clients: Clients, prefix: string) {
    this.clients = clients;
    this.#prefix = prefix;
  }

  name(): string {
    this.#names += 1;
    return `${this.#prefix}-${this.#names}`;
  }

  /** Makes a stream and waits until it is ACTIVE. */
  async stream(options: CreateStreamOptions = {}): Promise<TestStream> {
    const name = this.name();
    this.#deletions.push(() =>
      this.clients.kinesis.send(
        new DeleteStreamCommand({ StreamName: name, EnforceConsumerDeletion: true }),
      ),
    );
    return createStream(this.clients.kinesis, name, options);
  }

  async queue(attributes: Readonly<Record<string, string>> = {}): Promise<TestQueue> {
    return this.#queue(this.name(), attributes);
  }

  /** Without content-based deduplication unless it is asked for. */
  async fifoQueue(attributes: Readonly<Record<string, string>> = {}): Promise<TestQueue> {
    return this.#queue(`${this.name()}.fifo`, { FifoQueue: "true", ...attributes });
  }

  async #queue(name: string, attributes: Readonly<Record<string, string>>): Promise<TestQueue> {
    const queue = await createQueue(this.clients.sqs, name, attributes);
    this.#deletions.push(() =>
      this.clients.sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url })),
    );
    return queue;
  }

  /** Deletes what was made. What is already gone, or was never made, is no failure. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#deletions.map((deletion) => deletion()));
  }
}
