import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { ModelOptions } from "../../src/emulator/assumed/model-options.ts";
import { connectTarget, embeddedAddress } from "../../src/targets/target.ts";

/** How long a call takes on the embedded model, and how many of 300 messages of a standard queue come twice. */
function seen(model?: ModelOptions): Promise<{ readonly ms: number; readonly repeats: number }> {
  return inVirtualTime(1, async () => {
    const address = { ...embeddedAddress, ...(model && { model }) };
    await using target = await connectTarget(address, { seed: 1, faults: [] });
    const sqs = target.sqs();
    const startMs = performance.now();
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: "q", Attributes: { VisibilityTimeout: "3600" } }),
    );
    const ms = performance.now() - startMs;
    for (let index = 0; index < 300; index += 1) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${index}` }));
    }
    const bodies: (string | undefined)[] = [];
    for (let empty = 0; empty < 3;) {
      const receive = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
      bodies.push(...Messages.map(({ Body }) => Body));
      empty = Messages.length === 0 ? empty + 1 : 0;
    }
    return { ms, repeats: bodies.length - new Set(bodies).size };
  });
}

test("the embedded model takes what it assumes from the address: latency, adversity, a factor", async () => {
  const usual = await seen();
  expect(usual.ms).toBeGreaterThan(3);
  expect(usual.repeats).toBe(0);
  expect((await seen({ latency: "none" })).ms).toBe(0);
  expect((await seen({ adversity: "adverse" })).repeats).toBeGreaterThan(0);
  const slower = await seen({ scale: { "sqs-standard-calls": 10 } });
  expect(slower.ms / usual.ms).toBeGreaterThan(8);
});
