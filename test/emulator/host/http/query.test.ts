import { expect, test } from "vitest";

import { served } from "./served.ts";

const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

test("the query protocol of SQS: a form in, XML out, on the URL it gives", async () => {
  await using server = await served();
  const body = "Action=CreateQueue&QueueName=q&Version=2012-11-05";
  const created = await server.request({ method: "POST", headers: form, body });
  expect(created.headers.get("content-type")).toBe("text/xml");
  expect(created.text).toContain(`<QueueUrl>${server.url}/000000000000/q</QueueUrl>`);
  const requestId = created.headers.get("x-amzn-requestid");
  expect(created.text).toContain(`<RequestId>${requestId}</RequestId>`);
  const send = "Action=SendMessage&MessageBody=hello+there";
  await server.request({ method: "POST", headers: form, body: send }, "/000000000000/q");
  const got = await server.request({ method: "GET" }, "/000000000000/q?Action=ReceiveMessage");
  expect(got.text).toContain("<Body>hello there</Body>");
});

test("errors of the query protocol are XML with the code of that protocol", async () => {
  await using server = await served();
  const body = "Action=GetQueueUrl&QueueName=none";
  const missing = await server.request({ method: "POST", headers: form, body });
  expect(missing.status).toBe(400);
  expect(missing.text).toContain("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>");
  const unknown = await server.request({ method: "GET" }, "/?Action=NoSuchAction");
  expect(unknown.status).toBe(400);
  expect(unknown.text).toContain("<Code>InvalidAction</Code>");
});
