/** The limit: a `node:http` server that reads the body and answers a constant of as many bytes as the path says. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const bodies = new Map<string, string>();
const server = createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => {
    const url = request.url ?? "";
    let body = bodies.get(url);
    if (body === undefined) bodies.set(url, (body = "x".repeat(Number(url.slice(1)))));
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
