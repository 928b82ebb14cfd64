import { Calls } from "./calls.ts";
import type { Known } from "./inputs.ts";

const region = "us-east-1:000000000000";
const remembered = 50;

/** What inputs may name: some of it exists at a time, none of it is the control's. */
export class KnownThings implements Known {
  readonly #calls: Calls;
  readonly streams = ["scratch", "scratch-2", "no-such-stream"];
  readonly queues = ["scratch", "scratch-2", "scratch.fifo", "no-such-queue"];
  readonly streamArns = this.streams.map((name) => `arn:aws:kinesis:${region}:stream/${name}`);
  readonly queueArns = this.queues.map((name) => `arn:aws:sqs:${region}:${name}`);
  readonly queueUrls: readonly string[];
  readonly consumerArns: string[] = [`${this.streamArns[0]}/consumer/scratch:1`];
  readonly handles: string[] = [];

  constructor(calls: Calls) {
    this.#calls = new Calls(calls.url, 0);
    this.queueUrls = this.queues.map((name) => `${calls.url}/000000000000/${name}`);
  }

  readonly learn = (handle: string): void => {
    if (!this.handles.includes(handle)) this.handles.push(handle);
    if (this.handles.length > remembered) this.handles.shift();
  };

  /** Makes again what inputs have deleted meanwhile. */
  async renew(): Promise<void> {
    const tries = [
      this.#calls.kinesis("CreateStream", { StreamName: "scratch", ShardCount: 2 }),
      this.#calls.sqs("CreateQueue", { QueueName: "scratch" }),
      this.#calls.sqs("CreateQueue", {
        QueueName: "scratch.fifo",
        Attributes: { FifoQueue: "true" },
      }),
      this.#calls.sqs("SendMessage", { QueueUrl: this.queueUrls[0], MessageBody: "hello" }),
      this.#consumer(),
    ];
    // What is there already, or was deleted just now, is refused.
    await Promise.allSettled(tries);
  }

  async #consumer(): Promise<void> {
    const { Consumer } = await this.#calls.kinesis("RegisterStreamConsumer", {
      StreamARN: this.streamArns[0],
      ConsumerName: "scratch",
    });
    this.consumerArns[0] = Consumer.ConsumerARN;
  }
}
