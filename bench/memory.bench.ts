/**
 * What the service model keeps in memory: Kinesis records of 200 bytes in five shards, and FIFO messages of 200 bytes in many
 * groups, put in through the emulator's own door as a host would, batch by batch. And what the verifier keeps of many trucks, of which
 * each sends and processes a few events, a thousand trucks at a time.
 *
 *   npm run bench:memory -- --records 10000000 --messages 1000000 --groups 100000
 *   npm run bench:memory -- --part verifier --trucks 1000000 --rounds 20
 *
 * `peak` is the most that the process ever had resident, so each part runs in a process of its own.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { Emulator } from "../src/emulator/emulator.ts";
import { profiles } from "../src/verify/profile.ts";
import { createVerifier } from "../src/verify/verify.ts";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "10000000" },
    messages: { type: "string", default: "1000000" },
    groups: { type: "string", default: "100000" },
    trucks: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "2" },
    part: { type: "string" },
  },
});
const records = Number(values.records);
const messages = Number(values.messages);
const groups = Number(values.groups);
const trucks = Number(values.trucks);
const rounds = Number(values.rounds);
const startMs = Date.UTC(2026, 0, 5, 6);
const payloadBytes = 200;

if (values.part === undefined) {
  for (const part of ["kinesis", "sqs", "verifier"]) {
    const file = fileURLToPath(import.meta.url);
    const { status } = spawnSync(
      process.execPath,
      [...process.execArgv, file, "--part", part, ...process.argv.slice(2)],
      { stdio: "inherit" },
    );
    if (status !== 0) process.exit(status ?? 1);
  }
} else if (values.part === "kinesis") fillStream();
else if (values.part === "sqs") fillQueue();
else judge();

function fillStream(): void {
  const emulator = new Emulator({ seed: 1, startMs, quotas: "off" });
  emulator.handle("kinesis", "CreateStream", { StreamName: "s", ShardCount: 5 }, startMs);
  let nowMs = startMs + 60_000;
  for (let done = 0; done < records;) {
    const count = Math.min(500, records - done);
    // Decoded from JSON anew each time, as a host hands it over.
    const Records = Array.from({ length: count }, (_, index) => ({
      PartitionKey: `truck_${((done + index) % 100) + 1}`,
      Data: payload(done + index).toString("base64"),
    }));
    const input: unknown = JSON.parse(JSON.stringify({ StreamName: "s", Records }));
    emulator.handle("kinesis", "PutRecords", input, nowMs);
    done += count;
    nowMs += 100;
  }
  print(`${count(records)} Kinesis records of ${payloadBytes} bytes`, records);
  // Still there, and readable: the model has not been collected.
  const input = { StreamName: "s", ShardId: "shardId-000000000000" };
  const start = { ...input, ShardIteratorType: "TRIM_HORIZON" };
  const { ShardIterator } = emulator.handle("kinesis", "GetShardIterator", start, nowMs) as {
    ShardIterator: string;
  };
  const answer = emulator.handle("kinesis", "GetRecords", { ShardIterator }, nowMs);
  const { Records } = answer as { Records: unknown[] };
  if (Records.length === 0) throw new Error("nothing to read");
}

function fillQueue(): void {
  const emulator = new Emulator({ seed: 1, startMs, quotas: "off" });
  const create = { QueueName: "q.fifo", Attributes: { FifoQueue: "true" } };
  const { QueueUrl } = emulator.handle("sqs", "CreateQueue", create, startMs) as {
    QueueUrl: string;
  };
  let nowMs = startMs;
  for (let done = 0; done < messages; done += 10) {
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: `${index}`,
      MessageBody: payload(done + index).toString("latin1"),
      MessageGroupId: `truck_${(done + index) % groups}`,
      MessageDeduplicationId: `${done + index}`,
    }));
    const input: unknown = JSON.parse(JSON.stringify({ QueueUrl, Entries }));
    emulator.handle("sqs", "SendMessageBatch", input, nowMs);
    nowMs += 1;
  }
  print(
    `${count(messages)} FIFO messages of ${payloadBytes} bytes in ${count(groups)} groups`,
    messages,
  );
  const receive = { QueueUrl, MaxNumberOfMessages: 10 };
  const answer = emulator.handle("sqs", "ReceiveMessage", receive, nowMs);
  if ((answer as { Messages?: unknown[] }).Messages?.length !== 10) throw new Error("no messages");
}

/** As many events of each truck as there are rounds. */
function judge(): void {
  const verifier = createVerifier({ profile: profiles.ordered });
  let atMs = 0;
  for (let seq = 0; seq < rounds; seq += 1) {
    for (let from = 0; from < trucks; from += 1000) {
      const events = Array.from({ length: Math.min(1000, trucks - from) }, (_, offset) => ({
        key: `truck_${from + offset}`,
        seq,
        lane: `shard-${offset % 5}`,
        position: `495903382714902560${String(seq * trucks + from + offset).padStart(38, "0")}`,
      }));
      const payload = { bytes: payloadBytes, checksum: 4_000_000_000 };
      for (const { key, lane, position } of events) {
        verifier.add({ type: "send", key, seq, dueMs: atMs, atMs: (atMs += 1), ...payload });
        verifier.add({ type: "ack", key, seq, lane, position, atMs: (atMs += 1) });
      }
      const consumed = events.map((event) => ({ app: "main", consumer: "c1", ...event }));
      for (const event of consumed) {
        verifier.add({ type: "delivery", ...event, atMs: (atMs += 1), ...payload });
      }
      for (const event of consumed) {
        verifier.add({ type: "start", ...event, atMs: (atMs += 1) });
        verifier.add({ type: "effect", ...event, atMs: (atMs += 1) });
      }
    }
  }
  const end = { offered: rounds * trucks, sendingMs: atMs, drained: true, interrupted: false };
  verifier.add({ type: "end", atMs, ...end });
  print(
    `a history of ${count(5 * rounds * trucks)} records of ${count(trucks)} trucks, judged`,
    trucks,
  );
  const { verdict } = verifier.close();
  if (verdict !== "valid") throw new Error(`the history is ${verdict}`);
}

/** 200 printable bytes, different each time. */
function payload(index: number): Buffer {
  return Buffer.alloc(payloadBytes, `${index} `);
}

function print(what: string, items: number): void {
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(
    `${what}: ${mib(arrayBuffers)} MiB of buffers and ${mib(heapUsed)} MiB of heap (garbage included), ${mib(rss)} MiB resident at the end, ${mib(peak)} MiB at peak: ${Math.round(peak / items)} bytes each`,
  );
}

function mib(bytes: number): string {
  return Math.round(bytes / 2 ** 20).toLocaleString("en-US");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
