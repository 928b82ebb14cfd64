import { describe, expect, test } from "vitest";

import {
  decodeQuery,
  encodeQueryError,
  encodeQueryOutput,
  isQueryRequest,
} from "../../../src/emulator/host/query-protocol.ts";
import type { WireResponse } from "../../../src/emulator/host/wire.ts";
import { ServiceError } from "../../../src/emulator/service-error.ts";
import { sqsErrors } from "../../../src/emulator/sqs/sqs-error.ts";

const url = "http://127.0.0.1:4566/000000000000/q";

/** Form parameters as clients encode them. */
function form(...parameters: [string, string][]): string {
  return new URLSearchParams(parameters).toString();
}

function post(action: string, ...parameters: [string, string][]) {
  return decodeQuery("POST", "/", form(["Action", action], ...parameters)).input;
}

function text({ body }: WireResponse): string {
  return Buffer.from(body).toString();
}

function refusal(method: string, target: string, body = ""): ServiceError {
  try {
    decodeQuery(method, target, body);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error("not refused");
}

describe("a request is read", () => {
  test("from a form, with numbers and dotted names", () => {
    const body =
      "Action=SendMessage&Version=2012-11-05&QueueUrl=http%3A%2F%2F127.0.0.1%3A4566%2F000000000000%2Fq" +
      "&MessageBody=a+b%2Bc%0D%0A%F0%9F%9A%9A&DelaySeconds=7" +
      "&MessageAttribute.2.Name=raw&MessageAttribute.2.Value.DataType=Binary&MessageAttribute.2.Value.BinaryValue=AP8H" +
      "&MessageAttribute.1.Name=city.name&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=" +
      "&MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String" +
      "&MessageSystemAttribute.1.Value.StringValue=Root%3D1";
    expect(decodeQuery("POST", "/", Buffer.from(body))).toEqual({
      action: "SendMessage",
      input: {
        QueueUrl: url,
        MessageBody: "a b+c\r\n🚚",
        DelaySeconds: 7,
        MessageAttributes: {
          "city.name": { DataType: "String", StringValue: "" },
          raw: { DataType: "Binary", BinaryValue: "AP8H" },
        },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1" } },
      },
    });
  });
  test("from the query string of a GET, with the queue in the path", () => {
    const target = "/000000000000/q?Action=GetQueueAttributes&AttributeName.1=All";
    expect(decodeQuery("GET", target, "")).toEqual({
      action: "GetQueueAttributes",
      input: { QueueUrl: "/000000000000/q", AttributeNames: ["All"] },
    });
  });
  test("with the queue in the path of a POST; a QueueUrl in the form goes before it", () => {
    const body = form(["Action", "PurgeQueue"]);
    expect(decodeQuery("POST", "/0/q", body).input).toEqual({ QueueUrl: "/0/q" });
    const named = form(["Action", "PurgeQueue"], ["QueueUrl", url]);
    expect(decodeQuery("POST", "/0/q", named).input).toEqual({ QueueUrl: url });
    expect(decodeQuery("POST", "/", body).input).toEqual({});
  });
  test("with lists in the order of their numbers, not of the form", () => {
    const numbers = [10, 9, 2, 1];
    const input = post(
      "DeleteMessageBatch",
      ...numbers.flatMap((number): [string, string][] => [
        [`DeleteMessageBatchRequestEntry.${number}.Id`, `id${number}`],
        [`DeleteMessageBatchRequestEntry.${number}.ReceiptHandle`, `handle${number}`],
      ]),
    );
    expect(input["Entries"]).toEqual(
      numbers
        .toReversed()
        .map((number) => ({ Id: `id${number}`, ReceiptHandle: `handle${number}` })),
    );
  });
  test("with lists and maps that are not numbered", () => {
    expect(post("ReceiveMessage", ["AttributeName", "All"])).toEqual({ AttributeNames: ["All"] });
    const attribute: [string, string][] = [
      ["Attribute.Name", "VisibilityTimeout"],
      ["Attribute.Value", "40"],
    ];
    const expected = { Attributes: { VisibilityTimeout: "40" } };
    expect(post("SetQueueAttributes", ...attribute)).toEqual(expected);
  });
  test("with an empty list", () => {
    const input = post("SendMessageBatch", ["SendMessageBatchRequestEntry", ""]);
    expect(input).toEqual({ Entries: [] });
  });
  test("with tags under either name", () => {
    for (const name of ["Tag", "Tags"]) {
      const input = post("TagQueue", [`${name}.1.Key`, "team"], [`${name}.1.Value`, ""]);
      expect(input).toEqual({ Tags: { team: "" } });
    }
    const created = post(
      "CreateQueue",
      ["QueueName", "q"],
      ["Tag.1.Key", "a"],
      ["Tag.1.Value", "b"],
    );
    expect(created).toEqual({ QueueName: "q", tags: { a: "b" } });
    expect(post("UntagQueue", ["TagKey.1", "a"], ["TagKey.2", "b"])).toEqual({
      TagKeys: ["a", "b"],
    });
  });
  test("with names that objects have by themselves", () => {
    const input = post(
      "TagQueue",
      ["Tag.1.Key", "__proto__"],
      ["Tag.1.Value", "x"],
      ["__proto__.a", "y"],
    );
    expect(Object.entries(input["Tags"] as object)).toEqual([["__proto__", "x"]]);
  });
  test("unless it names an action that is unknown, or not for this URL", () => {
    const message = "The action FooBar is not valid for this endpoint.";
    const unknown = refusal("GET", "/0/q?Action=FooBar");
    expect(unknown).toMatchObject({ name: "InvalidAction", message, statusCode: 400 });
    expect(refusal("GET", "/0/q?Action=ListQueues").name).toBe("InvalidAction");
    expect(decodeQuery("GET", "/?Action=ListQueues", "").input).toEqual({});
    expect(decodeQuery("GET", "/0/q?Action=GetQueueUrl&QueueName=r", "").input).toEqual({
      QueueName: "r",
    });
  });
  test("unless it names no action", () => {
    const wire = encodeQueryError(refusal("GET", "/0/q"), "r");
    expect(wire.statusCode).toBe(404);
    expect(text(wire)).toBe("<UnknownOperationException/>");
  });
  test("unless a number is none", () => {
    expect(refusal("GET", "/0/q?Action=ReceiveMessage&WaitTimeSeconds=soon").name).toBe(
      "MalformedInput",
    );
  });
  test("and told from one of the JSON protocol", () => {
    expect(isQueryRequest("application/x-www-form-urlencoded; charset=utf-8", "/")).toBe(true);
    expect(isQueryRequest(undefined, "/0/q?Version=2012-11-05&Action=ListQueues")).toBe(true);
    expect(isQueryRequest(undefined, "/000000000000/q")).toBe(true);
    expect(isQueryRequest(undefined, "/health")).toBe(false);
    expect(isQueryRequest("application/x-amz-json-1.0", "/000000000000/q")).toBe(false);
  });
});

describe("an answer is written", () => {
  const xmlns = 'xmlns="http://queue.amazonaws.com/doc/2012-11-05/"';
  const metadata = "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>";
  const answer = (action: string, output: object): string =>
    text(encodeQueryOutput(action, output, "r-1"));
  const whole = (action: string, result: string): string =>
    `<?xml version="1.0"?><${action}Response ${xmlns}>${result}${metadata}</${action}Response>`;

  test.each([
    ["DeleteQueue", {}, ""],
    ["ReceiveMessage", {}, "<ReceiveMessageResult/>"],
    [
      "CreateQueue",
      { QueueUrl: url },
      `<CreateQueueResult><QueueUrl>${url}</QueueUrl></CreateQueueResult>`,
    ],
    [
      "ListQueues",
      { QueueUrls: ["a", "b"], NextToken: "n" },
      "<ListQueuesResult><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl><NextToken>n</NextToken></ListQueuesResult>",
    ],
    [
      "GetQueueAttributes",
      { Attributes: { Policy: '{"a":"<&\'>"}', DelaySeconds: "0" } },
      "<GetQueueAttributesResult><Attribute><Name>Policy</Name><Value>{&quot;a&quot;:&quot;&lt;&amp;&apos;&gt;&quot;}</Value></Attribute><Attribute><Name>DelaySeconds</Name><Value>0</Value></Attribute></GetQueueAttributesResult>",
    ],
    [
      "ListQueueTags",
      { Tags: { team: "" } },
      "<ListQueueTagsResult><Tag><Key>team</Key><Value/></Tag></ListQueueTagsResult>",
    ],
    [
      "SendMessageBatch",
      {
        Successful: [{ Id: "a", MessageId: "m", MD5OfMessageBody: "d", SequenceNumber: "1" }],
        Failed: [{ Id: "b", SenderFault: true, Code: "InvalidParameterValue", Message: "no" }],
      },
      "<SendMessageBatchResult><SendMessageBatchResultEntry><Id>a</Id><MessageId>m</MessageId><MD5OfMessageBody>d</MD5OfMessageBody><SequenceNumber>1</SequenceNumber></SendMessageBatchResultEntry><BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault><Code>InvalidParameterValue</Code><Message>no</Message></BatchResultErrorEntry></SendMessageBatchResult>",
    ],
    [
      "ReceiveMessage",
      {
        Messages: [
          {
            MessageId: "m",
            ReceiptHandle: "h",
            MD5OfBody: "d",
            Body: 'a<b>&"\r\n\u0001🚚',
            Attributes: { SenderId: "s" },
            MD5OfMessageAttributes: "e",
            MessageAttributes: {
              raw: { DataType: "Binary", BinaryValue: "AP8H" },
              city: { DataType: "String.place", StringValue: "Zürich" },
            },
          },
          { MessageId: "n" },
        ],
      },
      "<ReceiveMessageResult><Message><MessageId>m</MessageId><ReceiptHandle>h</ReceiptHandle><MD5OfBody>d</MD5OfBody><Body>a&lt;b&gt;&amp;&quot;&#13;\n\uFFFD🚚</Body><Attribute><Name>SenderId</Name><Value>s</Value></Attribute><MD5OfMessageAttributes>e</MD5OfMessageAttributes><MessageAttribute><Name>raw</Name><Value><DataType>Binary</DataType><BinaryValue>AP8H</BinaryValue></Value></MessageAttribute><MessageAttribute><Name>city</Name><Value><DataType>String.place</DataType><StringValue>Zürich</StringValue></Value></MessageAttribute></Message><Message><MessageId>n</MessageId></Message></ReceiveMessageResult>",
    ],
    [
      "ListMessageMoveTasks",
      { Results: [{ Status: "RUNNING", ApproximateNumberOfMessagesMoved: 3 }] },
      "<ListMessageMoveTasksResult><ListMessageMoveTasksResultEntry><Status>RUNNING</Status><ApproximateNumberOfMessagesMoved>3</ApproximateNumberOfMessagesMoved></ListMessageMoveTasksResultEntry></ListMessageMoveTasksResult>",
    ],
  ])("to %s of %o", (action, output, result) => {
    expect(answer(action, output)).toBe(whole(action, result));
  });
  test("as text/xml with the request id in a header", () => {
    const wire = encodeQueryOutput("PurgeQueue", {}, "r-1");
    expect(wire.statusCode).toBe(200);
    expect(wire.headers).toEqual({ "content-type": "text/xml", "x-amzn-requestid": "r-1" });
  });
  test("to a refused request, with the code and the words of this protocol", () => {
    const wire = encodeQueryError(sqsErrors.queueDoesNotExist(), "r-1");
    expect(wire.statusCode).toBe(400);
    expect(text(wire)).toBe(
      `<?xml version="1.0"?><ErrorResponse ${xmlns}><Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail/></Error><RequestId>r-1</RequestId></ErrorResponse>`,
    );
  });
  test("as the service's own fault from 500 up", () => {
    const wire = encodeQueryError(
      new ServiceError("InternalFailure", "a < b", { statusCode: 500 }),
      "r",
    );
    expect(wire.statusCode).toBe(500);
    expect(text(wire)).toContain(
      "<Type>Receiver</Type><Code>InternalFailure</Code><Message>a &lt; b</Message>",
    );
  });
});

test("every action that the SDK has is in the table", async () => {
  const commands = Object.keys(await import("@aws-sdk/client-sqs"))
    .filter((name) => /^[A-Z][A-Za-z]+Command$/.test(name))
    .map((name) => name.slice(0, -"Command".length));
  expect(commands.length).toBeGreaterThan(20);
  for (const action of commands) {
    expect(decodeQuery("POST", "/", form(["Action", action])).action).toBe(action);
  }
});
