import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, it } from "vitest";

import { root, temporary } from "../cli/convoy.ts";

/** A client as old ones are, seen from outside: commands have an input and a name, and nothing of what today's clients look for. */
const oldClient = `
class Client {
  send() { return Promise.reject(new Error("the old client was used")); }
}
class Command { constructor(input) { this.input = input; } }
exports.SQSClient = class extends Client {
  config = { serviceId: "SQS", maxAttempts: "2" };
};
exports.ReceiveMessageCommand = class ReceiveMessageCommand extends Command {};
exports.DeleteMessageCommand = class DeleteMessageCommand extends Command {};
`;

const scenario = `
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

const sqs = new SQSClient({});
const start = async ({ queueUrl: QueueUrl, handler, signal }) => {
  while (!signal.aborted) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    for (const { Body, ReceiptHandle } of Messages) {
      await handler(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
};
export default {
  name: "mine",
  summary: "A client from before 3.447.",
  workload: { kind: "fleet", trucks: 2, hz: 1, durationS: 3 },
  design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "mine", kind: "custom", count: 1, start }],
  },
  expect: { verdict: "valid" },
};
`;

it("code with an old copy of the SDK is simulated: its commands are made anew", () => {
  const file = temporary("mine.mjs");
  const folder = dirname(file);
  const sdk = join(folder, "node_modules/@aws-sdk/client-sqs");
  mkdirSync(sdk, { recursive: true });
  writeFileSync(file, scenario);
  writeFileSync(join(sdk, "package.json"), JSON.stringify({ version: "3.99.0", main: "index.js" }));
  writeFileSync(join(sdk, "index.js"), oldClient);
  const bench = [join(root, "src/cli/main.ts"), "bench", "-s", file, "--out", "results"];
  const told = execFileSync(process.execPath, bench, {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  });
  expect(told).toMatch(/✔ mine +valid/);
});
