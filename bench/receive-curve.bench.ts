/**
 * What one ReceiveMessage and the DeleteMessageBatch after it cost on a FIFO queue that holds ever more messages in ever more
 * groups: the cost may grow with the logarithm of what is in the queue, not with what is in it. The model alone, without SDK;
 * every call ends ten messages, which are sent anew outside the measurement.
 */
import { Bench } from "tinybench";

import { Emulator } from "../src/emulator/emulator.ts";

const startMs = Date.UTC(2026, 0, 5, 6);
const sizes = [1000, 10_000, 100_000, 1_000_000];
const callsPerRun = 50;

interface Received {
  readonly Messages: readonly { readonly ReceiptHandle: string; readonly Body: string }[];
}

/** A queue that always holds this many messages. */
class FullQueue {
  readonly #emulator = new Emulator({ seed: 1, startMs, quotas: "off" });
  readonly #url: string;
  readonly #groups: number;
  #sent = 0;
  #nowMs = startMs;
  #missing = 0;

  constructor(size: number) {
    this.#groups = Math.min(size / 10, 100_000);
    const input = { QueueName: "q.fifo", Attributes: { FifoQueue: "true" } };
    this.#url = (this.#call("CreateQueue", input) as { QueueUrl: string }).QueueUrl;
    this.#missing = size;
    this.refill();
  }

  refill(): void {
    for (; this.#missing > 0; this.#missing -= 10) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({
        Id: `${index}`,
        MessageBody: "x".repeat(200),
        // Groups in a scattered order, as trucks send.
        MessageGroupId: `truck_${(Math.imul(this.#sent + index, 2_654_435_761) >>> 0) % this.#groups}`,
        MessageDeduplicationId: `${this.#sent + index}`,
      }));
      this.#call("SendMessageBatch", { QueueUrl: this.#url, Entries });
      this.#sent += 10;
      // Slow enough that deduplication ids go as new ones come.
      this.#nowMs += 100;
    }
  }

  receiveAndDelete(): void {
    const receive = { QueueUrl: this.#url, MaxNumberOfMessages: 10 };
    const { Messages } = this.#call("ReceiveMessage", receive) as Received;
    if (Messages.length !== 10) throw new Error(`${Messages.length} messages`);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    this.#call("DeleteMessageBatch", { QueueUrl: this.#url, Entries });
    this.#missing += 10;
  }

  #call(action: string, input: object): object {
    return this.#emulator.handle("sqs", action, input, this.#nowMs);
  }
}

const bench = new Bench({ iterations: 30, time: 1000, throws: true });
for (const size of sizes) {
  let queue: FullQueue | undefined;
  bench.add(
    String(size),
    () => {
      for (let call = 0; call < callsPerRun; call += 1) queue?.receiveAndDelete();
    },
    {
      beforeAll: () => {
        queue = new FullQueue(size);
      },
      beforeEach: () => queue?.refill(),
      afterAll: () => {
        queue = undefined;
      },
    },
  );
}
await bench.run();

let smallest: number | undefined;
for (const size of sizes) {
  const result = bench.getTask(String(size))?.result;
  if (result?.state !== "completed") throw new Error(`${size} messages did not complete`);
  const microseconds = (result.latency.p50 * 1000) / callsPerRun;
  smallest ??= microseconds;
  const groups = Math.min(size / 10, 100_000);
  console.log(
    `FIFO, ${count(size)} messages in ${count(groups)} groups: ${microseconds.toFixed(1)} µs to receive ten and delete them, ${(microseconds / smallest).toFixed(2)} times as long as at ${count(sizes[0]!)}; the logarithm grows ${(Math.log(size) / Math.log(sizes[0]!)).toFixed(2)} times`,
  );
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
