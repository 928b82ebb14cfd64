/** The load of the soak: producers and consumers at full speed, each knowing what must come next. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

const body = "x".repeat(180);

/** What was accepted and what was delivered, per key. */
export class Ledger {
  readonly #sent = new Map<string, number>();
  readonly #delivered = new Map<string, number>();
  /** The receive that has a key's last message in hand. */
  readonly #holders = new Map<string, number>();
  readonly problems: string[] = [];
  sentCount = 0;
  deliveredCount = 0;
  repeatedCount = 0;

  nextSeq(key: string): number {
    return this.#sent.get(key) ?? 0;
  }

  /** About to be sent: from here on it may be delivered, whatever the sender is told. */
  sending(key: string, seq: number): void {
    this.#sent.set(key, seq + 1);
    this.sentCount += 1;
  }

  /** Ordered delivery: a repetition of something earlier is allowed, a gap is not. */
  deliver(text: string): string | undefined {
    const [key = "", digits] = text.split(" ");
    const seq = Number(digits);
    const expected = this.#delivered.get(key) ?? 0;
    if (seq >= this.nextSeq(key)) this.#problem(`${key}: ${seq} was never sent`);
    else if (seq > expected) this.#problem(`${key}: ${seq} came when ${expected} was due`);
    if (seq < expected) {
      this.repeatedCount += 1;
      // Its visibility timeout may have run out: whoever had it has it no more.
      this.#holders.delete(key);
      return undefined;
    }
    this.#delivered.set(key, seq + 1);
    this.deliveredCount += 1;
    return key;
  }

  /** The same for a message group, which is locked until `release`: nothing more of it may come to another receive. */
  hold(text: string, receive: number): void {
    const key = this.deliver(text);
    if (key === undefined) return;
    const holder = this.#holders.get(key);
    if (holder !== undefined && holder !== receive) {
      this.#problem(`${text.slice(0, 30)} came while an earlier one was in hand`);
    }
    this.#holders.set(key, receive);
  }

  /** About to delete what this receive has got. */
  release(receive: number): void {
    for (const [key, holder] of this.#holders) {
      if (holder === receive) this.#holders.delete(key);
    }
  }

  get isComplete(): boolean {
    return this.deliveredCount === this.sentCount;
  }

  /** What is still due, in words. */
  get missing(): string {
    const keys = [...this.#sent].filter(([key, sent]) => sent !== (this.#delivered.get(key) ?? 0));
    return keys
      .map(([key, sent]) => `${key} from ${this.#delivered.get(key) ?? 0} to ${sent - 1}`)
      .join(", ");
  }

  #problem(text: string): void {
    if (this.problems.length < 20) this.problems.push(text);
  }
}

/** Unordered delivery, at least once. */
export class Basket {
  readonly #waiting = new Set<number>();
  readonly problems: string[] = [];
  sentCount = 0;
  repeatedCount = 0;

  sending(): number {
    this.#waiting.add(this.sentCount);
    this.sentCount += 1;
    return this.sentCount - 1;
  }

  readonly release = (): void => {};

  hold(text: string): void {
    const seq = Number(text.split(" ")[0]);
    if (!(seq < this.sentCount)) this.problems.push(`${seq} was never sent`);
    if (!this.#waiting.delete(seq)) this.repeatedCount += 1;
  }

  get isComplete(): boolean {
    return this.#waiting.size === 0;
  }

  get deliveredCount(): number {
    return this.sentCount - this.#waiting.size;
  }

  get missing(): string {
    return [...this.#waiting].join(", ");
  }
}

/** What is still to be done: at first everything, then only reading, then nothing. */
export interface Phase {
  isSending: boolean;
  isReading: boolean;
}

/** Does it again until it is answered: what a caller does with faults that outlast the SDK's own attempts. */
async function surely<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (attempt >= 20) throw error;
    }
  }
}

/** One record of each key per call, and again those that were refused, before the next of any key. */
export async function putRecords(
  client: KinesisClient,
  StreamName: string,
  keys: readonly string[],
  ledger: Ledger,
  phase: Phase,
): Promise<void> {
  while (phase.isSending) {
    let left = keys.map((key) => {
      const seq = ledger.nextSeq(key);
      ledger.sending(key, seq);
      return { PartitionKey: key, Data: Buffer.from(`${key} ${seq} ${body}`) };
    });
    while (left.length > 0) {
      const Records = left;
      const answer = await surely(() =>
        client.send(new PutRecordsCommand({ StreamName, Records })),
      );
      left = left.filter((_, index) => answer.Records?.[index]?.ErrorCode !== undefined);
    }
  }
}

export async function readShard(
  client: KinesisClient,
  StreamName: string,
  ShardId: string,
  ledger: Ledger,
  phase: Phase,
): Promise<void> {
  const input = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
  let { ShardIterator } = await surely(() => client.send(new GetShardIteratorCommand(input)));
  while (phase.isReading) {
    const read = new GetRecordsCommand({ ShardIterator });
    const { Records = [], NextShardIterator } = await surely(() => client.send(read));
    for (const { Data } of Records) ledger.deliver(Buffer.from(Data ?? []).toString());
    ShardIterator = NextShardIterator;
    if (Records.length === 0) await pause(20);
  }
}

/** One message of each group per call, and again those that were refused, before the next of any group. */
export async function sendFifo(
  client: SQSClient,
  QueueUrl: string,
  groups: readonly string[],
  ledger: Ledger,
  phase: Phase,
): Promise<void> {
  while (phase.isSending) {
    let left = groups.map((group, index) => {
      const seq = ledger.nextSeq(group);
      ledger.sending(group, seq);
      return {
        Id: `${index}`,
        MessageGroupId: group,
        MessageDeduplicationId: `${group}#${seq}`,
        MessageBody: `${group} ${seq} ${body}`,
      };
    });
    while (left.length > 0) {
      const Entries = left;
      const command = new SendMessageBatchCommand({ QueueUrl, Entries });
      const { Failed = [] } = await surely(() => client.send(command));
      const failed = new Set(Failed.map(({ Id }) => Id));
      left = left.filter(({ Id }) => failed.has(Id));
    }
  }
}

export async function sendStandard(
  client: SQSClient,
  QueueUrl: string,
  basket: Basket,
  phase: Phase,
): Promise<void> {
  while (phase.isSending) {
    const MessageBody = `${basket.sending()} ${body}`;
    await surely(() => client.send(new SendMessageCommand({ QueueUrl, MessageBody })));
  }
}

let receives = 0;

export async function receive(
  client: SQSClient,
  QueueUrl: string,
  into: Ledger | Basket,
  phase: Phase,
): Promise<void> {
  while (phase.isReading) {
    // While there is sending some are to run out; in the end all are to be done, on a busy machine too.
    const VisibilityTimeout = phase.isSending ? 3 : 60;
    const ask = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout, WaitTimeSeconds: 1 };
    const { Messages = [] } = await surely(() => client.send(new ReceiveMessageCommand(ask)));
    if (Messages.length === 0) continue;
    receives += 1;
    const mine = receives;
    for (const { Body = "" } of Messages) into.hold(Body, mine);
    // Long enough for the next message of the group to come in meanwhile.
    await pause(60);
    into.release(mine);
    await deleteAll(client, QueueUrl, Messages);
  }
}

/** An entry that cannot be deleted any more, its handle having expired, comes again. */
async function deleteAll(
  client: SQSClient,
  QueueUrl: string,
  messages: readonly Message[],
): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
  await surely(() => client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })));
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
