import { Calls } from "./calls.ts";
import type { Known } from "./inputs.ts";

const region = "us-east-1:000000000000";
const remembered = 50;

/** What inputs may name: some of it exists at a time, none of it is the control's. */
export class KnownThings implements Known {
  readonly #calls: Calls;
  readonly streams: readonly string[];
  readonly queues: readonly string[];
  readonly streamArns: readonly string[];
  readonly queueArns: readonly string[];
  readonly queueUrls: readonly string[];
  readonly consumerArns: string[];
  readonly handles: string[] = [];

  constructor(calls: Calls, name = "scratch") {
    this.#calls = new Calls(calls.url, 0);
    this.streams = [name, `${name}-2`, "no-such-stream"];
    this.queues = [name, `${name}-2`, `${name}.fifo`, "no-such-queue"];
    this.streamArns = this.streams.map((one) => `arn:aws:kinesis:${region}:stream/${one}`);
    this.queueArns = this.queues.map((one) => `arn:aws:sqs:${region}:${one}`);
    this.queueUrls = this.queues.map((one) => `${calls.url}/000000000000/${one}`);
    this.consumerArns = [`${this.streamArns[0]}/consumer/scratch:1`];
  }

  readonly learn = (handle: string): void => {
    if (!this.handles.includes(handle)) this.handles.push(handle);
    if (this.handles.length > remembered) this.handles.shift();
  };

  /** Makes again what inputs have deleted meanwhile. */
  async renew(): Promise<void> {
    const tries = [
      this.#calls.kinesis("CreateStream", { StreamName: this.streams[0], ShardCount: 2 }),
      this.#calls.sqs("CreateQueue", { QueueName: this.queues[0] }),
      this.#calls.sqs("CreateQueue", {
        QueueName: this.queues[2],
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
