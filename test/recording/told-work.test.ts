import { expect, test } from "vitest";

import { fifoQueue, named, receive, remove, send } from "./queue-calls.ts";
import { type Recorded, recorded } from "./recorded.ts";

async function tell(it: Recorded, said: Readonly<Record<string, string>>) {
  const answer = await fetch(`${it.url}/work`, { method: "POST", body: new URLSearchParams(said) });
  return { status: answer.status, text: await answer.text() };
}

test("a program that tells of its work is judged in full: done rightly it is valid", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1, 2]);
  for (const message of await receive(sqs, url)) {
    const handle = message.ReceiptHandle ?? "";
    for (const did of ["start", "effect"])
      expect((await tell(it, { did, handle })).status).toBe(200);
    await remove(sqs, url, [message]);
  }
  it.end();
  expect(it.of("gps.fifo", "start")[0]).toMatchObject({ app: "gps.fifo", consumer: "worker-1" });
  expect(it.verdict("gps.fifo")).toMatchObject({ verdict: "valid", reasons: [] });
  expect(it.verdict("gps.fifo", "exactly-once-ordered").verdict).toBe("valid");
});

test("work that begins before that on the event before it is done is an overtake, and one deleted without work is not processed", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1, 2]);
  const messages = await receive(sqs, url);
  const [first = "", second = ""] = messages.map(({ ReceiptHandle }) => ReceiptHandle);
  await tell(it, { did: "start", handle: first });
  await tell(it, { did: "start", handle: second, consumer: "thread-2" });
  await tell(it, { did: "abandon", handle: first });
  await tell(it, { did: "effect", handle: second, consumer: "thread-2" });
  await tell(it, { did: "start", handle: first });
  await tell(it, { did: "effect", handle: first });
  await remove(sqs, url, messages);
  it.end();
  expect(it.verdict("gps.fifo")).toMatchObject({
    verdict: "invalid",
    counts: { overtake: 1, "key-overlap": 1, "nonmonotonic-effect": 1, unprocessed: 1 },
  });
});

test("of a stream, by key and number; a checkpoint ahead of the work is found", async () => {
  await using it = await recorded(named);
  const stream = "gps";
  const call = async (action: string, input: object) => {
    const headers = {
      "x-amz-target": `Kinesis_20131202.${action}`,
      "content-type": "application/x-amz-json-1.1",
    };
    const answer = await fetch(it.url, { method: "POST", headers, body: JSON.stringify(input) });
    const text = await answer.text();
    return (text === "" ? {} : JSON.parse(text)) as Record<string, string>;
  };
  await call("CreateStream", { StreamName: stream, ShardCount: 1 });
  it.pass(60_000);
  const positions: string[] = [];
  for (const seq of [0, 1]) {
    const Data = btoa(JSON.stringify({ truck: { id: "truck_1" }, seq }));
    const put = await call("PutRecord", { StreamName: stream, PartitionKey: "truck_1", Data });
    positions.push(put["SequenceNumber"] ?? "");
  }
  const shard = "shardId-000000000000";
  const from = { StreamName: stream, ShardId: shard, ShardIteratorType: "TRIM_HORIZON" };
  await call("GetRecords", await call("GetShardIterator", from));
  const who = { stream, app: "(unsigned)", shard };
  const event = { key: "truck_1", seq: "0", position: positions[0] ?? "" };
  for (const did of ["start", "effect"]) await tell(it, { did, ...who, ...event });
  const position = positions[1] ?? "";
  expect(await tell(it, { did: "checkpoint", ...who, position })).toMatchObject({ status: 200 });
  it.end();
  expect(it.verdict(stream)).toMatchObject({ verdict: "invalid", counts: { unprocessed: 1 } });
});

test.each([
  [{ did: "dance", handle: "x" }, 'the "did" must be'],
  [{ did: "start", handle: "x" }, "that was received and is not deleted yet"],
  [{ did: "start", key: "a", seq: "0" }, 'a "stream" that is recorded'],
  [{ did: "checkpoint" }, 'a "stream" that is recorded'],
  [{}, 'the "did" must be'],
])("%j is refused", async (said, message) => {
  await using it = await recorded(named);
  const { status, text } = await tell(it, said as Record<string, string>);
  expect([status, text]).toEqual([
    400,
    expect.stringContaining(JSON.stringify(message).slice(1, -1)),
  ]);
});

test("a program that is stopped in the middle of its work has lost nothing yet: what it had in hand is not judged", async () => {
  await using it = await recorded(named);
  const sqs = it.sqs();
  const url = await fifoQueue(sqs);
  await send(sqs, url, "truck_1", [0, 1]);
  const [first, second] = await receive(sqs, url);
  for (const did of ["start", "effect"]) await tell(it, { did, handle: first!.ReceiptHandle! });
  await remove(sqs, url, [first!]);
  await tell(it, { did: "start", handle: second!.ReceiptHandle! });
  it.end();
  expect(it.of("gps.fifo", "end")).toMatchObject([{ drained: false }]);
  expect(it.verdict("gps.fifo")).toMatchObject({ verdict: "unknown", counts: { unprocessed: 0 } });
});
