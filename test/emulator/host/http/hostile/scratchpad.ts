import type { ServiceName } from "../../../../../src/emulator/emulator.ts";
import type { Calls } from "./calls.ts";
import { pause } from "./disconnects.ts";
import { type Scratch, validInput } from "./valid-inputs.ts";

/** The stream and queue that callers who go away use, and what they left there. */
export class Scratchpad {
  readonly #calls: Calls;
  readonly #name: string;
  #scratch: Scratch | undefined;

  constructor(calls: Calls, name = "scratch") {
    this.#calls = calls;
    this.#name = name;
  }

  async begin(): Promise<void> {
    const calls = this.#calls;
    const stream = this.#name;
    await calls.kinesis("CreateStream", { StreamName: stream, ShardCount: 1 });
    const streamArn = await calls.untilActive(stream);
    const { Consumer } = await calls.kinesis("RegisterStreamConsumer", {
      StreamARN: streamArn,
      ConsumerName: "scratch",
    });
    const consumerArn: string = Consumer.ConsumerARN;
    for (let status = ""; status !== "ACTIVE"; await pause(100)) {
      const described = await calls.kinesis("DescribeStreamConsumer", { ConsumerARN: consumerArn });
      status = described.ConsumerDescription.ConsumerStatus;
    }
    const { QueueUrl } = await calls.sqs("CreateQueue", { QueueName: this.#name });
    this.#scratch = {
      stream,
      streamArn,
      consumerArn,
      queueUrl: QueueUrl,
      queueArn: streamArn.replace("kinesis", "sqs").replace("stream/", ""),
      shardIterator: await this.#start(),
    };
  }

  input(service: ServiceName, action: string, mark: string): object {
    return validInput(service, action, this.#there, mark);
  }

  /** Which of the marks are anywhere: a request with one of them was performed. */
  async found(marks: ReadonlySet<string>): Promise<readonly string[]> {
    const found = [
      ...(await this.#names()),
      ...(await this.#tags()),
      ...(await this.#records()),
      ...(await this.#messages()),
    ];
    return found.filter((mark) => marks.has(mark));
  }

  get #there(): Scratch {
    if (this.#scratch === undefined) throw new Error("it has not begun");
    return this.#scratch;
  }

  async #start(): Promise<string> {
    const { ShardIterator } = await this.#calls.kinesis("GetShardIterator", {
      StreamName: this.#name,
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON",
    });
    return ShardIterator;
  }

  async #names(): Promise<readonly string[]> {
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#calls.kinesis("ListStreams", { Limit: 1000, NextToken });
      names.push(...page.StreamNames);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    let token: string | undefined;
    do {
      const page = await this.#calls.sqs("ListQueues", { MaxResults: 1000, NextToken: token });
      names.push(
        ...(page.QueueUrls ?? []).map((url: string) => url.slice(url.lastIndexOf("/") + 1)),
      );
      token = page.NextToken;
    } while (token !== undefined);
    const { streamArn: StreamARN } = this.#there;
    const { Consumers } = await this.#calls.kinesis("ListStreamConsumers", { StreamARN });
    return [...names, ...Consumers.map((one: { ConsumerName: string }) => one.ConsumerName)];
  }

  async #tags(): Promise<readonly string[]> {
    const { Tags } = await this.#calls.kinesis("ListTagsForStream", {
      StreamName: this.#there.stream,
    });
    const ofQueue = await this.#calls.sqs("ListQueueTags", { QueueUrl: this.#there.queueUrl });
    return [...Tags.map(({ Key }: { Key: string }) => Key), ...Object.keys(ofQueue.Tags ?? {})];
  }

  async #records(): Promise<readonly string[]> {
    const keys: string[] = [];
    let ShardIterator = await this.#start();
    for (;;) {
      const answer = await this.#calls.kinesis("GetRecords", { ShardIterator });
      if (answer.Records.length === 0) return keys;
      for (const { PartitionKey } of answer.Records) keys.push(PartitionKey);
      ShardIterator = answer.NextShardIterator;
    }
  }

  /** All of them, also those that a caller took who then went away. */
  async #messages(): Promise<readonly string[]> {
    const bodies: string[] = [];
    const { queueUrl: QueueUrl } = this.#there;
    for (;;) {
      const { Messages = [] } = await this.#calls.sqs("ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
      });
      if (Messages.length === 0) return bodies;
      for (const { Body } of Messages) bodies.push(Body);
    }
  }
}
