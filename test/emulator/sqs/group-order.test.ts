import { describe, expect, test } from "vitest";

import { Rig } from "../rig.ts";

/** A queue with messages named `g1-m1`: the first part is the group. */
function queueWith(bodies: readonly string[]): { rig: Rig; url: string } {
  const rig = new Rig();
  const url = rig.queue("q.fifo", { VisibilityTimeout: "30" });
  for (const body of bodies) rig.send(url, body.split("-")[0] ?? "", body);
  return { rig, url };
}

/** Each order is one that LocalStack recorded on AWS, in the test named. */
describe("the groups of a receive", () => {
  const interleaved = ["g1-m1", "g2-m1", "g1-m2", "g2-m2", "g1-m3", "g1-m4", "g3-m1"];

  test("after a delete keep the places that their first messages have: ..._visibility_after_delete", () => {
    const { rig, url } = queueWith(interleaved);
    const received = rig.receive(url, { MaxNumberOfMessages: 2 });
    expect(received.map(({ Body }) => Body)).toEqual(["g1-m1", "g1-m2"]);
    for (const message of received) rig.delete(url, message);
    expect(rig.bodies(url)).toEqual(["g2-m1", "g2-m2", "g1-m3", "g1-m4", "g3-m1"]);
  });

  test("that were received and expired come after those that were not: ..._timeout_shared_in_group", () => {
    const { rig, url } = queueWith(["g1-m1", "g1-m2", "g1-m3", "g1-m4", "g2-m1", "g3-m1"]);
    expect(rig.bodies(url, { MaxNumberOfMessages: 2 })).toEqual(["g1-m1", "g1-m2"]);
    expect(rig.bodies(url, { MaxNumberOfMessages: 1 })).toEqual(["g2-m1"]);
    rig.pass(31_000);
    expect(rig.bodies(url)).toEqual(["g3-m1", "g1-m1", "g1-m2", "g1-m3", "g1-m4", "g2-m1"]);
  });

  test("received with no timeout go to the end: ..._with_zero_visibility_timeout", () => {
    const { rig, url } = queueWith(["g1-m1", "g2-m1", "g2-m2", "g3-m1", "g1-m2"]);
    const none = { VisibilityTimeout: 0 };
    expect(rig.bodies(url, { ...none, MaxNumberOfMessages: 3 })).toEqual([
      "g1-m1",
      "g1-m2",
      "g2-m1",
    ]);
    expect(rig.bodies(url, none)).toEqual(["g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2"]);
  });

  test("of which one message was shown again come last: ..._after_terminate_visibility_timeout", () => {
    const { rig, url } = queueWith(["g1-m1", "g1-m2", "g2-m1"]);
    const [{ ReceiptHandle }] = rig.receive(url, { MaxNumberOfMessages: 2 });
    rig.sqs("ChangeMessageVisibility", { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 });
    expect(rig.bodies(url, { MaxNumberOfMessages: 3 })).toEqual(["g2-m1", "g1-m1"]);
  });

  test("keep their places when the queue is spread over partitions, and back", () => {
    const { rig, url } = queueWith(interleaved);
    const [first] = rig.receive(url, { MaxNumberOfMessages: 1 });
    const set = (FifoThroughputLimit: string) =>
      rig.sqs("SetQueueAttributes", {
        QueueUrl: url,
        Attributes: { DeduplicationScope: "messageGroup", FifoThroughputLimit },
      });
    set("perMessageGroupId");
    rig.delete(url, first);
    set("perQueue");
    expect(rig.bodies(url)).toEqual(["g2-m1", "g2-m2", "g1-m2", "g1-m3", "g1-m4", "g3-m1"]);
  });
});
