/** What is stored owns its bytes: a small text out of a large request does not keep the request. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { expect, test } from "vitest";

import { sleep } from "../../rig.ts";
import { type Served, served } from "./served.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const mib = 2 ** 20;

/** What finalisers set free is free only after a while. */
async function live(): Promise<NodeJS.MemoryUsage> {
  for (let count = 0; count < 3; count += 1) {
    collect();
    await sleep(50);
  }
  return process.memoryUsage();
}

async function held(work: () => Promise<void>): Promise<number> {
  const before = await live();
  await work();
  const after = await live();
  return after.heapUsed + after.external - before.heapUsed - before.external;
}

const padding = "p".repeat(500_000);
const json = { "content-type": "application/x-amz-json-1.0" };

test.each([
  [
    "a message out of a form",
    (server: Served, index: number) => {
      const small = `a small message, number ${index}`;
      const body = `Action=SendMessage&QueueUrl=q&MessageBody=${small}&x=${padding}`;
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return server.request({ method: "POST", headers, body });
    },
  ],
  [
    "a tag out of a form",
    (server: Served, index: number) => {
      const tag = `Tag.1.Key=a tag of some length ${index % 50}&Tag.1.Value=and its value ${index}`;
      const body = `Action=TagQueue&QueueUrl=q&${tag}&x=${padding}`;
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return server.request({ method: "POST", headers, body });
    },
  ],
  [
    "a message out of JSON",
    (server: Served, index: number) =>
      server.sqs("SendMessage", {
        QueueUrl: "q",
        MessageBody: `a small message, number ${index}`,
        x: padding,
      }),
  ],
  [
    "a trace header out of a long head",
    (server: Served, index: number) =>
      server.sqs(
        "SendMessage",
        { QueueUrl: "q", MessageBody: "x" },
        {
          headers: {
            ...json,
            "x-amzn-trace-id": `Root=1-5759e988-bd862e3fe1be46a994272793;${index}`,
            "x-padding": padding.slice(0, 30_000),
          },
        },
      ),
  ],
] as const)("%s does not keep the request", async (_, send) => {
  await using server = await served({ quotas: "off" });
  await server.queue("q");
  await send(server, 0);
  const bytes = await held(async () => {
    for (let index = 0; index < 100; index += 1) {
      expect((await send(server, index)).status).toBe(200);
    }
  });
  expect(bytes).toBeLessThan(2 * mib);
});
