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

test("who accepts JSON gets the answers of the query protocol as JSON", async () => {
  await using server = await served();
  const ask = async (query: string, accept = "application/json, text/plain, */*") => {
    const { status, text, headers } = await server.request(
      { method: "GET", headers: { accept } },
      query,
    );
    return { status, text, headers, type: headers.get("content-type") };
  };
  const created = await ask("/?Action=CreateQueue&QueueName=q");
  expect(created.type).toBe("application/json");
  const QueueUrl = `${server.url}/000000000000/q`;
  expect(JSON.parse(created.text)).toEqual({
    CreateQueueResponse: {
      CreateQueueResult: { QueueUrl },
      ResponseMetadata: { RequestId: created.headers.get("x-amzn-requestid") },
    },
  });
  const queue = "/000000000000/q";
  const empty = JSON.parse((await ask(`${queue}?Action=ReceiveMessage`)).text);
  expect(empty.ReceiveMessageResponse.ReceiveMessageResult).toEqual({ messages: null });
  await ask(`${queue}?Action=SendMessage&MessageBody=%22%26quot%3B%0D`);
  const all = "AttributeName.1=ApproximateReceiveCount";
  const received = JSON.parse((await ask(`${queue}?Action=ReceiveMessage&${all}`)).text);
  expect(received.ReceiveMessageResponse.ReceiveMessageResult.messages).toMatchObject([
    {
      Body: '"&quot;\r',
      Attributes: [{ Name: "ApproximateReceiveCount", Value: "1" }],
      MessageAttributes: null,
    },
  ]);
  const listed = JSON.parse((await ask("/?Action=ListQueues")).text);
  expect(listed.ListQueuesResponse.ListQueuesResult).toMatchObject({ queueUrls: [QueueUrl] });
  const refused = await ask(`${queue}?Action=ListQueues`);
  expect(refused).toMatchObject({ status: 400, type: "application/json" });
  expect(JSON.parse(refused.text)).toEqual({
    Error: {
      Code: "InvalidAction",
      Message: "The action ListQueues is not valid for this endpoint.",
      Type: "Sender",
    },
    RequestId: refused.headers.get("x-amzn-requestid"),
  });
  expect((await ask("/?Action=ListQueues", "*/*")).type).toBe("text/xml");
  expect(await ask(queue)).toMatchObject({ status: 404, type: "text/xml" });
});

test("of two lists of names a receive goes by the older one, other than in JSON", async () => {
  await using server = await served();
  await server.request({ method: "GET" }, "/?Action=CreateQueue&QueueName=q");
  await server.request({ method: "GET" }, "/000000000000/q?Action=SendMessage&MessageBody=x");
  const names = "AttributeName.1=SentTimestamp&MessageSystemAttributeName.1=All";
  const path = `/000000000000/q?Action=ReceiveMessage&VisibilityTimeout=0&${names}`;
  const { text } = await server.request({ method: "GET" }, path);
  expect(text.match(/<Name>\w+<\/Name>/g)).toEqual(["<Name>SentTimestamp</Name>"]);
  const { json } = await server.sqs("ReceiveMessage", {
    QueueUrl: "q",
    AttributeNames: ["SentTimestamp"],
    MessageSystemAttributeNames: ["All"],
  });
  expect(json["Messages"]).toMatchObject([{ Attributes: { ApproximateReceiveCount: "2" } }]);
});

test("the trace header of a request goes with its messages, unless they have their own", async () => {
  await using server = await served();
  await server.sqs("CreateQueue", { QueueName: "q" });
  const own = { AWSTraceHeader: { DataType: "String", StringValue: "Root=own" } };
  const Entries = [
    { Id: "a", MessageBody: "a" },
    { Id: "b", MessageBody: "b", MessageSystemAttributes: own },
  ];
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "AmazonSQS.SendMessageBatch",
    "x-amzn-trace-id": "Root=header",
  };
  const body = JSON.stringify({ QueueUrl: "q", Entries });
  const sent = await server.request({ method: "POST", headers, body });
  expect(JSON.parse(sent.text).Successful[0]).not.toHaveProperty("MD5OfMessageSystemAttributes");
  const AttributeNames = ["AWSTraceHeader", "SequenceNumber"];
  const asked = { QueueUrl: "q", MaxNumberOfMessages: 10, AttributeNames };
  const { json } = await server.sqs("ReceiveMessage", asked);
  expect(json["Messages"]).toMatchObject([
    { Body: "a", Attributes: { AWSTraceHeader: "Root=header" } },
    { Body: "b", Attributes: { AWSTraceHeader: "Root=own" } },
  ]);
  await server.sqs("SendMessage", { QueueUrl: "q", MessageBody: "none" });
  const [none] = (await server.sqs("ReceiveMessage", asked)).json["Messages"] as object[];
  expect(none).not.toHaveProperty("Attributes");
});
