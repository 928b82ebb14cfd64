/** A queue and a stream that others' doings must not touch: everything sent comes, in order, once. */
import type { Calls } from "./calls.ts";
import { pause } from "./disconnects.ts";

const group = "control";
const paceMs = 5;
const patienceMs = 60_000;

export class Control {
  readonly problems: string[] = [];
  readonly #calls: Calls;
  readonly #name: string;
  #queueUrl = "";
  #sent = 0;
  #received = 0;
  #read = 0;
  #isSending = true;
  #hasSent = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(calls: Calls, name = "control") {
    this.#calls = calls;
    this.#name = name;
  }

  /** Of each, how many have come. */
  get count(): number {
    return Math.min(this.#received, this.#read);
  }

  async begin(): Promise<void> {
    const Attributes = { FifoQueue: "true", VisibilityTimeout: "3" };
    const created = await this.#calls.sqs("CreateQueue", {
      QueueName: `${this.#name}.fifo`,
      Attributes,
    });
    this.#queueUrl = created.QueueUrl;
    await this.#calls.kinesis("CreateStream", { StreamName: this.#name, ShardCount: 1 });
    await this.#calls.untilActive(this.#name);
    this.#work = Promise.all([this.#send(), this.#receive(), this.#readOn()]).catch(
      (error: unknown) => this.problems.push(String(error)),
    );
  }

  /** Stops sending, and resolves when all has come, or will not come any more. */
  async end(): Promise<readonly string[]> {
    this.#isSending = false;
    await this.#work;
    if (this.#received !== this.#sent || this.#read !== this.#sent) {
      this.problems.push(
        `of ${this.#sent} sent, ${this.#received} were received and ${this.#read} read`,
      );
    }
    return this.problems;
  }

  async #send(): Promise<void> {
    while (this.#isSending) {
      const text = String(this.#sent);
      const Data = Buffer.from(text).toString("base64");
      await Promise.all([
        this.#calls.sqs("SendMessage", {
          QueueUrl: this.#queueUrl,
          MessageBody: text,
          MessageGroupId: group,
          MessageDeduplicationId: text,
        }),
        this.#calls.kinesis("PutRecord", { StreamName: this.#name, PartitionKey: group, Data }),
      ]);
      this.#sent += 1;
      await pause(paceMs);
    }
    this.#hasSent = true;
  }

  async #receive(): Promise<void> {
    const seen = new Set<string>();
    for (let quietMs = Date.now(); this.#goesOn(this.#received, quietMs);) {
      const { Messages = [] } = await this.#calls.sqs("ReceiveMessage", {
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
      });
      for (const { Body, ReceiptHandle, MessageId } of Messages) {
        if (!seen.has(MessageId)) this.#expect("received", Body, this.#received);
        // A delete whose answer was lost, or that came too late, leaves it to come again.
        if (!seen.has(MessageId)) this.#received += 1;
        seen.add(MessageId);
        await this.#calls
          .sqs("DeleteMessage", { QueueUrl: this.#queueUrl, ReceiptHandle })
          .catch((error: Error) => {
            if (!error.message.includes("expired")) throw error;
          });
      }
      if (Messages.length > 0) quietMs = Date.now();
    }
  }

  async #readOn(): Promise<void> {
    let { ShardIterator } = await this.#calls.kinesis("GetShardIterator", {
      StreamName: this.#name,
      ShardId: "shardId-000000000000",
      ShardIteratorType: "TRIM_HORIZON",
    });
    for (let quietMs = Date.now(); this.#goesOn(this.#read, quietMs);) {
      const answer = await this.#calls.kinesis("GetRecords", { ShardIterator, Limit: 100 });
      ShardIterator = answer.NextShardIterator;
      for (const { Data } of answer.Records) {
        const text = Buffer.from(Data, "base64").toString();
        // Only a put whose answer was lost may be there twice.
        if (Number(text) < this.#read && this.#calls.repeated > 0) continue;
        this.#expect("read", text, this.#read);
        this.#read += 1;
      }
      if (answer.Records.length > 0) quietMs = Date.now();
      else await pause(50);
    }
  }

  #goesOn(count: number, quietMs: number): boolean {
    if (!this.#hasSent) return true;
    return count < this.#sent && Date.now() < quietMs + patienceMs;
  }

  #expect(what: string, text: string, due: number): void {
    if (text === String(due) || this.problems.length > 20) return;
    this.problems.push(`${what} ${text} when ${due} was due`);
  }
}
