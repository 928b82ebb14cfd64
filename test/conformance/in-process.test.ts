import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { beforeAll, expect, test } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { inProcess } from "../../src/conformance/places.ts";
import { rules } from "../../src/conformance/rules.ts";
import { checkRule } from "../../src/conformance/run-rules.ts";

// What the SDK loads with its first request is real I/O, and the time limit of a check would overtake it.
beforeAll(async () => {
  using clients = inProcess(1);
  await clients.kinesis.send(new ListStreamsCommand());
  await clients.sqs.send(new ListQueuesCommand());
});

test.each(rules)("$id: $title", async (rule) => {
  const outcome = await inVirtualTime(1, async () => {
    using clients = inProcess(1);
    return await checkRule(rule, clients, "rule");
  });
  expect(outcome).toBeUndefined();
});
