/** An error that should not be is the answer to one request, and told; the server and everybody else go on. */
import { expect, test, vi } from "vitest";

import { noLatency } from "../../../../src/emulator/assumed/latency-profiles.ts";
import { Emulator, Parked } from "../../../../src/emulator/emulator.ts";
import { served } from "./served.ts";

const boom = new TypeError("boom");
const failure = { status: 500 };

test.each([
  ["JSON of Kinesis", "kinesis", "ListStreams", {}, { __type: "InternalFailure" }],
  ["JSON of SQS", "sqs", "ListQueues", {}, { __type: "com.amazonaws.sqs#InternalFailure" }],
] as const)("in %s it is InternalFailure 500", async (_, service, action, input, document) => {
  await using server = await served();
  vi.spyOn(server.emulator, "handle").mockImplementationOnce(() => {
    throw boom;
  });
  const failed = await server[service](action, input);
  expect(failed).toMatchObject(failure);
  expect(failed.json).toMatchObject(document);
  expect(failed.headers.get("x-amzn-requestid")).not.toBeNull();
  expect(server.bugs).toEqual([boom]);
  expect((await server[service](action, input)).status).toBe(200);
});

test("in XML too", async () => {
  await using server = await served();
  vi.spyOn(server.emulator, "handle").mockImplementationOnce(() => {
    throw boom;
  });
  const failed = await server.request({ method: "GET" }, "/?Action=ListQueues");
  expect(failed).toMatchObject(failure);
  expect(failed.text).toContain("<Type>Receiver</Type><Code>InternalFailure</Code>");
});

test("before it is known who is asked, it is 500 all the same", async () => {
  await using server = await served();
  vi.spyOn(server.emulator, "nextRequestId").mockImplementationOnce(() => {
    throw boom;
  });
  const failed = await server.request({ method: "PATCH" });
  expect(failed).toMatchObject(failure);
  expect(server.bugs).toEqual([boom]);
});

test("an answer that cannot be written is 500", async () => {
  await using server = await served();
  const endless: Record<string, unknown> = {};
  endless["self"] = endless;
  vi.spyOn(server.emulator, "handle").mockImplementationOnce(() => endless);
  expect(await server.sqs("ListQueues", {})).toMatchObject(failure);
  expect(server.bugs).toHaveLength(1);
});

test("a late answer that cannot be written fails its own caller, not the one who brought it about", async () => {
  await using server = await served();
  const parked = new Parked(1, () => {});
  const handled = vi.spyOn(server.emulator, "handle").mockImplementationOnce(() => parked);
  const waiting = server.sqs("ReceiveMessage", {});
  await vi.waitFor(() => expect(handled).toHaveBeenCalled());
  const endless: Record<string, unknown> = {};
  endless["self"] = endless;
  const handle = Emulator.prototype.handle.bind(server.emulator);
  handled.mockImplementationOnce((...args) => {
    parked.reply(endless);
    return handle(...args);
  });
  expect((await server.sqs("ListQueues", {})).status).toBe(200);
  expect(await waiting).toMatchObject(failure);
  expect(server.bugs).toHaveLength(1);
});

test("an error while the model is woken, or on the way back, is told and passes", async () => {
  await using server = await served({
    latency: { ...noLatency, services: { kinesis: one(), sqs: one() } },
  });
  const QueueUrl = await server.queue("q");
  const waiting = server.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 2 });
  await vi.waitFor(() => expect(server.emulator.nextAtMs()).toBeDefined());
  const advance = vi.spyOn(server.emulator, "advance").mockImplementationOnce(() => {
    throw boom;
  });
  expect((await waiting).json).toEqual({});
  expect(advance).toHaveBeenCalled();
  expect(server.bugs).toEqual([boom]);
});

function one() {
  return { p50Ms: 1, p99Ms: 1 };
}
