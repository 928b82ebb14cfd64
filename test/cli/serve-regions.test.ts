import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";

import { serving } from "./serving.ts";

/** The names of the queues that a client of this account and Region sees. */
async function queues(endpoint: string, region: string, accessKeyId: string, make?: string) {
  const credentials = { accessKeyId, secretAccessKey: "x" };
  const sqs = new SQSClient({ endpoint, region, credentials });
  if (make !== undefined) await sqs.send(new CreateQueueCommand({ QueueName: make }));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  sqs.destroy();
  return QueueUrls.map((url) => url.slice(url.lastIndexOf("/") + 1));
}

test("--regions separate gives each account and Region its own queues; without it there is one place", async () => {
  using separate = await serving("--regions", "separate");
  const { url } = separate;
  expect(await queues(url, "us-east-1", "x", "here")).toEqual(["here"]);
  expect(await queues(url, "eu-west-1", "x", "there")).toEqual(["there"]);
  expect(await queues(url, "us-east-1", "123456789012", "theirs")).toEqual(["theirs"]);
  expect(await queues(url, "us-east-1", "x")).toEqual(["here"]);
  using one = await serving();
  expect(await queues(one.url, "us-east-1", "x", "a")).toEqual(["a"]);
  expect(await queues(one.url, "eu-west-1", "123456789012", "b")).toEqual(["a", "b"]);
});
