/**
 * `convoy serve` as a child process under a mixed load with latency and faults, beside hostile callers, in rounds. Each round fills a
 * new stream and two queues that stay, waits until everything was delivered, deletes the stream, moves the time past the five minutes
 * that deduplication ids are kept, and asks the child for its memory after a garbage collection: with the round's records still there,
 * and at rest, without anything that it should still hold. At rest it is not to grow from round to round, and in the end, when
 * everything is deleted, to be what it was in the beginning.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  KinesisClient,
} from "@aws-sdk/client-kinesis";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

import { Hostility } from "./soak-hostile.ts";
import {
  Basket,
  Ledger,
  pause,
  type Phase,
  putRecords,
  readShard,
  receive,
  sendFifo,
  sendStandard,
} from "./soak-load.ts";
import { memoryVerdict, mibs } from "./soak-memory.ts";
import { faults, latency } from "./soak-weather.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const serve =
  "--expose-gc --import ./bench/soak-gauge.ts src/cli/main.ts serve --port 0 --quotas off --adverse --tls --clock".split(
    " ",
  );
const shards = 4;
const mib = 2 ** 20;
/** What a record, a FIFO message's deduplication id, and everything of no known cause may take. */
const bytesPerRecord = 300;
const bytesPerDeduplicationId = 600;
const slackBytes = 24 * mib;
/** Deduplication ids and the attempts of receives are kept for five minutes. */
const restMinutes = 6;
/** What has not come this long after the last that did will not come any more: longer than a lost answer hides messages, twice. */
const stalledMs = 150_000;
/** Enough to keep up with the senders of 20 groups, each group being locked while a consumer has it in hand. */
const fifoReceivers = 16;

export interface SoakOptions {
  readonly seconds: number;
  readonly roundSeconds: number;
  readonly log: (line: string) => void;
}

export interface SoakResult {
  readonly rounds: number;
  readonly delivered: number;
  /** What should not have happened, in words; empty when all is well. */
  readonly problems: readonly string[];
}

export async function soak({ seconds, roundSeconds, log }: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), "convoy-soak-"));
  const file = join(folder, "faults.json");
  writeFileSync(file, JSON.stringify(faults));
  const profile = join(folder, "latency.json");
  writeFileSync(profile, JSON.stringify(latency));
  const child = spawn(process.execPath, [...serve, "--faults", file, "--latency", profile], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  try {
    const url = (await firstLine(child)).replace("https:", "http:");
    const rounds = new Rounds(child, url, log);
    await rounds.begin();
    const endMs = Date.now() + seconds * 1000;
    do await rounds.run(roundSeconds);
    while (Date.now() < endMs && rounds.problems.length === 0);
    await rounds.end();
    rounds.destroy();
    return rounds;
  } finally {
    const ended = new Promise((resolve) => child.once("close", resolve));
    if (child.exitCode === null && child.kill("SIGTERM")) await ended;
    rmSync(folder, { recursive: true });
  }
}

class Rounds implements SoakResult {
  readonly #child: ChildProcess;
  readonly #kinesis: KinesisClient;
  readonly #sqs: SQSClient;
  readonly #log: (line: string) => void;
  readonly #fifo = new Ledger();
  readonly #standard = new Basket();
  readonly #hostility: Hostility;
  /** FIFO messages sent by the end of the round before. */
  #fifoSent = 0;
  /** Bytes live after each round. */
  readonly #atRest: number[] = [];
  readonly #endpoint: string;
  readonly problems: string[] = [];
  rounds = 0;
  delivered = 0;
  #fifoUrl = "";
  #standardUrl = "";
  #idleBytes = 0;
  #hasEnded = false;

  constructor(child: ChildProcess, endpoint: string, log: (line: string) => void) {
    const config = {
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "soak", secretAccessKey: "soak" },
    };
    this.#child = child;
    this.#endpoint = endpoint;
    this.#hostility = new Hostility(endpoint, Date.now());
    child.stderr?.on("data", (chunk: Buffer) => {
      const text = chunk.toString();
      process.stderr.write(text);
      if (text.includes("this is a bug")) this.problems.push(text.slice(0, 500));
    });
    child.once("exit", (code) => {
      if (!this.#hasEnded) this.problems.push(`the server ended with ${String(code)}`);
    });
    this.#kinesis = new KinesisClient(config);
    this.#sqs = new SQSClient(config);
    this.#log = log;
  }

  async begin(): Promise<void> {
    const Attributes = { FifoQueue: "true" };
    const fifo = new CreateQueueCommand({ QueueName: "soak.fifo", Attributes });
    this.#fifoUrl = (await this.#sqs.send(fifo)).QueueUrl ?? "";
    const standard = new CreateQueueCommand({ QueueName: "soak" });
    this.#standardUrl = (await this.#sqs.send(standard)).QueueUrl ?? "";
    this.#idleBytes = held(await this.#memory());
  }

  async run(seconds: number): Promise<void> {
    this.rounds += 1;
    const StreamName = `soak-${this.rounds}`;
    const ledger = new Ledger();
    await this.#kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: shards }));
    await this.#until(() => this.#status(StreamName), "ACTIVE");
    const phase = { isSending: true, isReading: true };
    const readers = this.#readers(StreamName, ledger, phase);
    const senders = this.#senders(StreamName, ledger, phase);
    const hostile = this.#hostility.round(this.rounds, phase);
    const failed = Promise.all([...readers, ...senders, hostile]).then(() => {});
    // A failure of any of them is seen at once, not at the end.
    await Promise.race([pause(seconds * 1000), failed]);
    phase.isSending = false;
    await Promise.race([Promise.all([...senders, hostile]), failed]);
    this.problems.push(...this.#hostility.problems);
    await Promise.race([this.#drained([ledger, this.#fifo, this.#standard]), failed]);
    phase.isReading = false;
    await failed;
    await this.#judge(ledger);
    const full = await this.#memory();
    await this.#kinesis.send(new DeleteStreamCommand({ StreamName }));
    await this.#until(() => this.#status(StreamName), undefined);
    await this.#rest();
    this.#weigh(ledger, full, await this.#memory());
  }

  /** Lets the time pass by which the queues forget. */
  async #rest(): Promise<void> {
    const path = `/clock?advance=${restMinutes}m`;
    const { ok } = await fetch(this.#endpoint + path, { method: "POST" });
    if (!ok) this.problems.push("the time could not be moved");
    for (const url of [this.#fifoUrl, this.#standardUrl]) await this.#counts(url);
  }

  /** Until all has come, or nothing has for a while. */
  async #drained(parts: readonly (Ledger | Basket)[]): Promise<void> {
    let latest = -1;
    let givenUpAtMs = 0;
    while (parts.some(({ isComplete }) => !isComplete)) {
      const count = parts.reduce((sum, { deliveredCount }) => sum + deliveredCount, 0);
      if (count > latest) givenUpAtMs = Date.now() + stalledMs;
      else if (Date.now() > givenUpAtMs) return;
      latest = count;
      await pause(50);
    }
  }

  /** Deletes what is left. The server is to hold what it held before anybody came. */
  async end(): Promise<void> {
    for (const QueueUrl of [this.#fifoUrl, this.#standardUrl]) {
      await this.#sqs.send(new DeleteQueueCommand({ QueueUrl }));
    }
    const bytes = held(await this.#memory());
    const { disconnected, asked } = this.#hostility;
    this.#log(
      `in the end: ${mibs(bytes)} live, ${mibs(this.#idleBytes)} in the beginning; ${disconnected} callers went away, ${asked} asked for anything`,
    );
    if (bytes > this.#idleBytes + slackBytes) {
      this.problems.push(
        `memory in the end: ${mibs(bytes)} live, ${mibs(this.#idleBytes)} in the beginning`,
      );
    }
    const { isLeaking, text } = memoryVerdict(this.#atRest);
    this.#log(`memory: ${text}`);
    if (isLeaking === true) this.problems.push(`memory: ${text}`);
    this.#hasEnded = true;
  }

  destroy(): void {
    this.#kinesis.destroy();
    this.#sqs.destroy();
  }

  #senders(StreamName: string, ledger: Ledger, phase: Phase): Promise<void>[] {
    const keys = (name: string, from: number, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${name}${from + index}`);
    return [
      ...[0, 25].map((from) =>
        putRecords(this.#kinesis, StreamName, keys("truck_", from, 25), ledger, phase),
      ),
      ...[0, 10].map((from) =>
        sendFifo(this.#sqs, this.#fifoUrl, keys("group_", from, 10), this.#fifo, phase),
      ),
      sendStandard(this.#sqs, this.#standardUrl, this.#standard, phase),
    ];
  }

  #readers(StreamName: string, ledger: Ledger, phase: Phase): Promise<void>[] {
    const ids = Array.from({ length: shards }, (_, index) => `shardId-00000000000${index}`);
    return [
      ...ids.map((id) => readShard(this.#kinesis, StreamName, id, ledger, phase)),
      ...Array.from({ length: fifoReceivers }, () =>
        receive(this.#sqs, this.#fifoUrl, this.#fifo, phase),
      ),
      receive(this.#sqs, this.#standardUrl, this.#standard, phase),
    ];
  }

  async #judge(ledger: Ledger): Promise<void> {
    const parts = { Kinesis: ledger, FIFO: this.#fifo, standard: this.#standard };
    for (const [name, part] of Object.entries(parts)) {
      for (const problem of part.problems) this.problems.push(`${name}: ${problem}`);
      if (part.isComplete) continue;
      this.problems.push(`${name}: not everything sent was delivered: ${part.missing}`);
      for (const url of [this.#fifoUrl, this.#standardUrl])
        this.problems.push(await this.#counts(url));
    }
    this.delivered += ledger.deliveredCount;
  }

  async #counts(QueueUrl: string): Promise<string> {
    const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    const { Attributes = {} } = await this.#sqs.send(ask);
    const counts = Object.entries(Attributes).filter(([name]) => name.startsWith("Approximate"));
    return `${QueueUrl}: ${counts.map(([name, count]) => `${name} ${count}`).join(", ")}`;
  }

  #weigh(ledger: Ledger, full: NodeJS.MemoryUsage, rested: NodeJS.MemoryUsage): void {
    const remembered = (this.#fifo.sentCount - this.#fifoSent) * bytesPerDeduplicationId;
    this.#fifoSent = this.#fifo.sentCount;
    this.#atRest.push(held(rested));
    const appended = ledger.deliveredCount + ledger.repeatedCount;
    const base = this.#idleBytes + slackBytes;
    this.#log(
      `round ${this.rounds}: ${ledger.deliveredCount} records, FIFO ${this.#fifo.deliveredCount} and standard ${this.#standard.sentCount} messages so far, ${ledger.repeatedCount + this.#fifo.repeatedCount + this.#standard.repeatedCount} repeated; ${mibs(held(full))} live with all of it, ${mibs(held(rested))} at rest (at most ${mibs(base)}), ${mibs(rested.rss)} resident`,
    );
    const limits = [
      {
        what: "with the stream",
        bytes: held(full),
        limit: base + remembered + appended * bytesPerRecord,
      },
      { what: "at rest", bytes: held(rested), limit: base },
    ];
    for (const { what, bytes, limit } of limits) {
      if (bytes <= limit) continue;
      this.problems.push(`memory ${what}: ${mibs(bytes)} live, ${mibs(limit)} accounted for`);
    }
  }

  #memory(): Promise<NodeJS.MemoryUsage> {
    return new Promise((resolve) => {
      this.#child.once("message", (usage) => resolve(usage as NodeJS.MemoryUsage));
      this.#child.send("memory");
    });
  }

  async #status(StreamName: string): Promise<string | undefined> {
    try {
      const answer = await this.#kinesis.send(new DescribeStreamCommand({ StreamName }));
      return answer.StreamDescription?.StreamStatus;
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }

  async #until(status: () => Promise<string | undefined>, wanted: string | undefined) {
    while ((await status()) !== wanted) await pause(100);
  }
}

/** What is live on and off the heap. */
function held({ heapUsed, external }: NodeJS.MemoryUsage): number {
  return heapUsed + external;
}

/** The first line on stdout: the URL it listens on. */
function firstLine({ stdout, ...child }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
    stdout?.once("close", () => reject(new Error(`it ended with ${String(child.exitCode)}`)));
  });
}
