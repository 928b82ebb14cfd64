/**
 * The limit: a `node:http` server that reads the body and answers a constant: as many bytes as the path says, or on the path of
 * the SDK what its call wants to see.
 */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { text } from "./operation.ts";

const bodies = new Map([
  [
    "Kinesis_20131202.PutRecord",
    JSON.stringify({
      ShardId: "shardId-000000000000",
      SequenceNumber: "49670456735098316492373266273158306131459416586258350082",
    }),
  ],
  [
    "AmazonSQS.SendMessage",
    JSON.stringify({
      MessageId: "00000000-0000-4000-a000-000000000000",
      MD5OfMessageBody: createHash("md5").update(text).digest("hex"),
    }),
  ],
]);

const server = createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => {
    const url = request.url ?? "";
    const name = url === "/" ? String(request.headers["x-amz-target"]) : url;
    let body = bodies.get(name);
    if (body === undefined) bodies.set(name, (body = "x".repeat(Number(url.slice(1)))));
    response.writeHead(200, {
      "content-type": "application/x-amz-json-1.1",
      "content-length": body.length,
    });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
