import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  ResourceNotFoundException,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";

import { inVirtualTime } from "../../../src/clock/virtual-time.ts";
import { noLatency } from "../../../src/emulator/assumed/latency-profiles.ts";
import type { EmulatorOptions } from "../../../src/emulator/emulator.ts";
import { clients, Rig, sleep, tameQueue } from "../rig.ts";

const arn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const SourceArn = arn("dead");

/** `count` dead letters of `q` in `dead`, and a queue `other`. */
function deadLetters(count: number, suffix: "" | ".fifo" = "") {
  const rig = new Rig({ standardQueue: tameQueue });
  return { rig, ...fill(rig, count, suffix) };
}

function fill(rig: Rig, count: number, suffix: "" | ".fifo") {
  const dead = rig.queue(`dead${suffix}`);
  const target = { deadLetterTargetArn: arn(`dead${suffix}`), maxReceiveCount: 1 };
  const url = rig.queue(`q${suffix}`, { RedrivePolicy: JSON.stringify(target) });
  const other = rig.queue(`other${suffix}`);
  for (let index = 0; index < count; index += 1) {
    if (suffix === ".fifo") rig.send(url, `g${index % 2}`, `${index}`);
    else rig.sqs("SendMessage", { QueueUrl: url, MessageBody: `${index}` });
  }
  for (let round = 0; round < 2; round += 1) {
    for (let left = count; left > 0; left -= 10) rig.receive(url, { VisibilityTimeout: 0 });
  }
  return { dead, url, other };
}

function countIn(rig: Rig, QueueUrl: string): number {
  const AttributeNames = ["ApproximateNumberOfMessages"];
  return Number(
    rig.sqs("GetQueueAttributes", { QueueUrl, AttributeNames }).Attributes
      .ApproximateNumberOfMessages,
  );
}

describe("a move task", () => {
  test("moves one message at once and the others at the rate asked for, then is complete", () => {
    const { rig, dead, other } = deadLetters(4);
    const rate = { DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = rig.sqs("StartMessageMoveTask", { SourceArn, ...rate });
    const startedMs = rig.nowMs;
    const counts = [1, 2, 3].map((moved) => {
      rig.pass(moved === 1 ? 0 : 1000);
      return [countIn(rig, other), countIn(rig, dead)];
    });
    expect(counts).toEqual([
      [1, 3],
      [2, 2],
      [3, 1],
    ]);
    const shown = {
      SourceArn,
      ...rate,
      ApproximateNumberOfMessagesToMove: 4,
      StartedTimestamp: startedMs,
    };
    const list = () => rig.sqs("ListMessageMoveTasks", { SourceArn }).Results;
    expect(list()).toEqual([
      { ...shown, Status: "RUNNING", TaskHandle, ApproximateNumberOfMessagesMoved: 3 },
    ]);
    rig.pass(1000);
    expect(list()).toEqual([
      { ...shown, Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 4 },
    ]);
    expect(rig.bodies(other)).toEqual(["0", "1", "2", "3"]);
    expect(countIn(rig, dead)).toBe(0);
  });
  test("without a destination sends each message back to where it came from, as a new one", () => {
    const { rig, url } = deadLetters(12);
    rig.sqs("StartMessageMoveTask", { SourceArn });
    rig.pass(1000);
    expect(countIn(rig, url)).toBe(12);
    const [message] = rig.receive(url, { MessageSystemAttributeNames: ["All"] });
    expect(message.Attributes).toMatchObject({ ApproximateReceiveCount: "1" });
    expect(message.Attributes.DeadLetterQueueSourceArn).toBeUndefined();
    const [task] = rig.sqs("ListMessageMoveTasks", { SourceArn }).Results;
    expect(task).toMatchObject({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 12 });
    expect(task.DestinationArn).toBeUndefined();
  });
  test("keeps the order of each group on FIFO", () => {
    const { rig, other } = deadLetters(8, ".fifo");
    const tasks = { SourceArn: arn("dead.fifo"), DestinationArn: arn("other.fifo") };
    rig.sqs("StartMessageMoveTask", tasks);
    rig.pass(1000);
    const bodies = rig.bodies(other);
    expect(bodies.filter((body) => Number(body) % 2 === 0)).toEqual(["0", "2", "4", "6"]);
    expect(bodies.filter((body) => Number(body) % 2 === 1)).toEqual(["1", "3", "5", "7"]);
  });
  test("leaves what is in flight", () => {
    const { rig, dead, other } = deadLetters(3);
    rig.receive(dead, { MaxNumberOfMessages: 1 });
    rig.sqs("StartMessageMoveTask", { SourceArn, DestinationArn: arn("other") });
    rig.pass(1000);
    expect(countIn(rig, other)).toBe(2);
    const [task] = rig.sqs("ListMessageMoveTasks", { SourceArn }).Results;
    expect(task).toMatchObject({ Status: "COMPLETED", ApproximateNumberOfMessagesToMove: 2 });
  });
  test("can be cancelled, and goes on for some seconds: what was moved stays moved", () => {
    const { rig, dead, other } = deadLetters(10);
    const rate = { DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 };
    const task = rig.sqs("StartMessageMoveTask", { SourceArn, ...rate });
    rig.pass(1000);
    expect(rig.sqs("CancelMessageMoveTask", task)).toEqual({ ApproximateNumberOfMessagesMoved: 2 });
    const shown = () => rig.sqs("ListMessageMoveTasks", { SourceArn }).Results[0];
    expect(shown()).toMatchObject({ Status: "CANCELLING", ApproximateNumberOfMessagesMoved: 2 });
    expect(shown().TaskHandle).toBeUndefined();
    expect(rig.refusal("sqs", "CancelMessageMoveTask", task).name).toBe("InvalidParameterValue");
    const again = { SourceArn, ...rate };
    expect(rig.refusal("sqs", "StartMessageMoveTask", again).name).toBe("InvalidParameterValue");
    rig.pass(60_000);
    expect(shown()).toMatchObject({ Status: "CANCELLED", ApproximateNumberOfMessagesMoved: 8 });
    expect([countIn(rig, other), countIn(rig, dead)]).toEqual([8, 2]);
    expect(rig.refusal("sqs", "CancelMessageMoveTask", task).name).toBe("InvalidParameterValue");
    rig.sqs("StartMessageMoveTask", again);
    rig.pass(60_000);
    expect([countIn(rig, other), countIn(rig, dead)]).toEqual([10, 0]);
  });
  test("that is cancelled wakes its host at its end, and is over before it when nothing is left", () => {
    const { rig, other } = deadLetters(3);
    const rate = { DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 };
    const task = rig.sqs("StartMessageMoveTask", { SourceArn, ...rate });
    rig.pass(0);
    rig.sqs("CancelMessageMoveTask", task);
    for (let wakes = 0; wakes < 5 && rig.emulator.nextAtMs() !== undefined; wakes += 1) {
      rig.pass((rig.emulator.nextAtMs() ?? 0) - rig.nowMs);
    }
    expect(rig.emulator.nextAtMs()).toBeUndefined();
    expect(countIn(rig, other)).toBe(3);
    const [shown] = rig.sqs("ListMessageMoveTasks", { SourceArn }).Results;
    expect(shown.Status).toBe("CANCELLED");
  });
  test("fails when its destination is deleted while it runs", () => {
    const { rig, dead, other } = deadLetters(10);
    const rate = { DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 };
    rig.sqs("StartMessageMoveTask", { SourceArn, ...rate });
    rig.pass(2000);
    rig.sqs("DeleteQueue", { QueueUrl: other });
    rig.pass(2000);
    expect(rig.sqs("ListMessageMoveTasks", { SourceArn }).Results).toMatchObject([
      {
        Status: "FAILED",
        FailureReason: "AWS.SimpleQueueService.NonExistentQueue",
        ApproximateNumberOfMessagesMoved: 3,
      },
    ]);
    expect(countIn(rig, dead)).toBe(7);
  });
  test("fails at a message that is nobody's dead letter, and leaves it in its place", () => {
    const { rig, dead } = deadLetters(0, ".fifo");
    rig.send(dead, "a", "x");
    rig.send(dead, "a", "y");
    rig.sqs("StartMessageMoveTask", { SourceArn: arn("dead.fifo") });
    rig.pass(1000);
    const { Results } = rig.sqs("ListMessageMoveTasks", { SourceArn: arn("dead.fifo") });
    expect(Results).toMatchObject([
      { Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" },
    ]);
    expect(rig.bodies(dead)).toEqual(["x", "y"]);
  });
  test("is remembered with the nine before it, the latest first", () => {
    const { rig } = deadLetters(0);
    for (let count = 0; count < 12; count += 1) {
      rig.sqs("StartMessageMoveTask", { SourceArn });
      rig.pass(1000);
    }
    expect(rig.sqs("ListMessageMoveTasks", { SourceArn }).Results).toHaveLength(1);
    const { Results } = rig.sqs("ListMessageMoveTasks", { SourceArn, MaxResults: 10 });
    const started = Results.map((task: { StartedTimestamp: number }) => task.StartedTimestamp);
    const latestMs = rig.nowMs - 1000;
    expect(started).toEqual(Array.from({ length: 10 }, (_, index) => latestMs - index * 1000));
  });
});

describe("a move task is refused", () => {
  const notThere = "The resource that you specified for the";
  test.each([
    [{ SourceArn: arn("q") }, "InvalidParameterValue", "Source queue must be configured as a Dead"],
    [{ SourceArn: arn("no") }, "ResourceNotFoundException", `${notThere} SourceArn parameter`],
    [
      { SourceArn, DestinationArn: arn("no") },
      "ResourceNotFoundException",
      `${notThere} DestinationArn parameter`,
    ],
    [
      { SourceArn: "q" },
      "InvalidParameterValue",
      "You must use this format to specify the SourceArn",
    ],
    [
      { SourceArn, DestinationArn: "arn:aws:sns:us-east-1:000000000000:t" },
      "InvalidParameterValue",
      "specify the DestinationArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>",
    ],
    [{ SourceArn, DestinationArn: SourceArn }, "InvalidParameterValue", "cannot be the same."],
    [{ SourceArn, MaxNumberOfMessagesPerSecond: 501 }, "InvalidParameterValue", "1 and 500."],
    [{}, "MissingParameter", "SourceArn"],
  ])("with %j", (input, name, message) => {
    const { rig } = deadLetters(1);
    const refusal = rig.refusal("sqs", "StartMessageMoveTask", input);
    expect(refusal.name).toBe(name);
    expect(refusal.message).toContain(message);
  });
  test("while another one of the same source runs", () => {
    const { rig } = deadLetters(2);
    const input = { SourceArn, MaxNumberOfMessagesPerSecond: 1 };
    rig.sqs("StartMessageMoveTask", input);
    expect(rig.refusal("sqs", "StartMessageMoveTask", input)).toEqual({
      name: "InvalidParameterValue",
      message:
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    });
    rig.pass(1000);
    rig.sqs("StartMessageMoveTask", input);
  });
  test.each([
    ["foobared", "InvalidParameterValue", "Value for parameter TaskHandle is invalid."],
    [handle("task", arn("no")), "ResourceNotFoundException", `${notThere} SourceArn parameter`],
    [handle("task", SourceArn), "ResourceNotFoundException", "Task does not exist."],
  ])("its cancelling by the handle %s", (TaskHandle, name, message) => {
    const { rig } = deadLetters(1);
    const refusal = rig.refusal("sqs", "CancelMessageMoveTask", { TaskHandle });
    expect(refusal.name).toBe(name);
    expect(refusal.message).toContain(message);
  });
});

test("through the SDK a move task runs by itself and wakes a receive that waits", async () => {
  await inVirtualTime(1, async () => {
    const options: Partial<EmulatorOptions> = {
      standardQueue: tameQueue,
      latency: noLatency,
    };
    const { emulator, sqs } = clients(options);
    const rig = new Rig(options);
    Object.assign(rig, { emulator, nowMs: Date.now() });
    const { other } = fill(rig, 3, "");
    const rate = { DestinationArn: arn("other"), MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, ...rate }));
    const startMs = Date.now();
    const bodies: (string | undefined)[] = [];
    while (bodies.length < 3) {
      const receive = new ReceiveMessageCommand({ QueueUrl: other, WaitTimeSeconds: 20 });
      const { Messages = [] } = await sqs.send(receive);
      bodies.push(...Messages.map(({ Body }) => Body));
    }
    expect(bodies).toEqual(["0", "1", "2"]);
    const tookMs = Date.now() - startMs;
    expect(tookMs).toBeGreaterThanOrEqual(1900);
    expect(tookMs).toBeLessThan(2500);
    await sleep(100);
    const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results[0]).toMatchObject({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 3 });
    const cancel = new CancelMessageMoveTaskCommand({ TaskHandle });
    await expect(sqs.send(cancel)).rejects.toThrow("Only active tasks can be cancelled.");
    const unknown = new ListMessageMoveTasksCommand({ SourceArn: arn("no") });
    await expect(sqs.send(unknown)).rejects.toThrow(ResourceNotFoundException);
  });
});

function handle(taskId: string, sourceArn: string): string {
  return Buffer.from(JSON.stringify({ taskId, sourceArn })).toString("base64");
}
