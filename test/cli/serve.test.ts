import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { convoy, temporary } from "./convoy.ts";
import { serving } from "./serving.ts";

function call(url: string, action: string, input: object, signal?: AbortSignal) {
  return fetch(url, {
    method: "POST",
    headers: {
      "x-amz-target": `AmazonSQS.${action}`,
      "content-type": "application/x-amz-json-1.0",
    },
    body: JSON.stringify(input),
    ...(signal && { signal }),
  });
}

test.each([
  ["a polite kill", "SIGTERM"],
  ["a closed terminal", "SIGHUP"],
] as const)(
  "the first line is the URL, it listens on this machine only, and %s ends it with 0",
  async (_, signal) => {
    using server = await serving();
    const { url, child, ended } = server;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: "ok" });
    child.kill(signal);
    expect(await ended).toBe(0);
  },
);

test("SIGINT answers a long poll with nothing and ends it with 0", async () => {
  using server = await serving();
  const { url, child, ended } = server;
  const { QueueUrl } = (await (await call(url, "CreateQueue", { QueueName: "q" })).json()) as {
    QueueUrl: string;
  };
  const waiting = call(url, "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
  // An answer to a later request shows that the poll has been seen, or will be before the signal.
  await call(url, "ListQueues", {});
  child.kill("SIGINT");
  expect(await (await waiting).json()).toEqual({});
  expect(await ended).toBe(0);
});

test("faults, region, account and quotas are as told", async () => {
  const faults = temporary("faults.json");
  writeFileSync(faults, JSON.stringify([{ kind: "throttle", actions: ["ListQueues"] }]));
  using server = await serving(
    "--faults",
    faults,
    "--region",
    "eu-west-1",
    "--account",
    "123456789012",
  );
  const { url } = server;
  const throttled = await call(url, "ListQueues", {});
  expect(throttled.status).toBe(403);
  expect(await throttled.text()).toContain("RequestThrottled");
  const created = await (await call(url, "CreateQueue", { QueueName: "q" })).json();
  expect(created).toEqual({ QueueUrl: `${url}/123456789012/q` });
  const input = { QueueUrl: `${url}/123456789012/q`, AttributeNames: ["QueueArn"] };
  expect(await (await call(url, "GetQueueAttributes", input)).json()).toEqual({
    Attributes: { QueueArn: "arn:aws:sqs:eu-west-1:123456789012:q" },
  });
});

test("--clock lets this machine move the time; without it nobody can", async () => {
  using server = await serving("--clock");
  using other = await serving();
  const move = (url: string) => fetch(`${url}/clock?advance=24h`, { method: "POST" });
  const moved = (await (await move(server.url)).json()) as { nowMs: number };
  expect(moved.nowMs).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  expect((await move(other.url)).status).toBe(404);
});

test("--record writes what it sees into files that convoy verify judges", async () => {
  const file = temporary("history.jsonl");
  using server = await serving("--record", file, "--key", "$.id", "--seq", "n");
  const { url, child, ended, stderr } = server;
  for (const QueueName of ["gps", "more"]) {
    const made = (await (await call(url, "CreateQueue", { QueueName })).json()) as {
      QueueUrl: string;
    };
    const MessageBody = JSON.stringify({ id: "truck_1", n: 0 });
    await call(url, "SendMessage", { ...made, MessageBody });
    await call(url, "ReceiveMessage", made);
  }
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  const other = file.replace(".jsonl", ".more.jsonl");
  expect(stderr()).toContain(`recording gps in ${file}`);
  expect(stderr()).toContain(`recording more in ${other}`);
  for (const path of [file, other]) {
    const { code, stdout } = await convoy(["verify", path]);
    expect(stdout).toContain("1 key, 1 send, 1 delivery, 0 effects");
    expect(code).toBe(1);
  }
});

test("a port that is taken is one clear line, and exit code 3", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const { code, stdout, stderr } = await convoy(["serve", "--port", String(port)]);
  other.close();
  expect(stderr).toBe(
    `convoy: --host 127.0.0.1 --port ${port}: the port is taken; --port 0 takes a free one\n`,
  );
  expect(stdout).toBe("");
  expect(code).toBe(3);
});

test.each([
  [["--port", "70000"], "It must be at most 65535."],
  [["--host", "no.such.host.invalid"], "cannot listen"],
  [["--latency", "no-such-file.json"], "there is no such file"],
  [["--account", "12"], "It must have 12 digits."],
  [["--seq", "n"], "say --record <file> too"],
  [["--record", "h.jsonl", "--seq", "a..b"], "--seq a..b: must be a path such as"],
  [["--record", "no/such/folder/h.jsonl"], "cannot be written"],
  [["--record", "h.jsonl", "--regions", "separate"], "needs --regions one"],
  [["--quotas", "some"], "Allowed choices are off, aws"],
])("bad usage %j is exit code 2", async (args, message) => {
  const { code, stderr } = await convoy(["serve", "--port", "0", ...args]);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

test("a latency profile is read, and its faults are named", async () => {
  const file = temporary("latency.json");
  const quantiles = { p50Ms: 5, p99Ms: 1 };
  const profile = {
    source: "test",
    services: { kinesis: { p50Ms: 1, p99Ms: 1 }, sqs: quantiles },
    actions: {},
    requestShare: { min: 0.5, max: 0.5 },
    kinesisPropagationMs: 0,
    kinesisFanOutPropagationMs: 0,
  };
  writeFileSync(file, JSON.stringify(profile));
  const { code, stderr } = await convoy(["serve", "--port", "0", "--latency", file]);
  expect(stderr).toContain("services.sqs: p99Ms must not be less than p50Ms");
  expect(code).toBe(2);
  quantiles.p99Ms = 5;
  writeFileSync(file, JSON.stringify(profile));
  using server = await serving("--latency", file);
  expect(server.url).toContain("http://");
});
