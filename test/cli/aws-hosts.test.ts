/** An AWS host is never asked without a plan, a price and a yes, by whatever command and option it comes. No request leaves here. */
import { describe, expect, it, vi } from "vitest";

import { queueDesign, scenarioFile, shortScenario } from "../targets/short-scenario.ts";
import { convoy, temporary } from "./convoy.ts";
import { surroundings } from "./on-stand-in.ts";

vi.setConfig({ testTimeout: 300_000 });

const file = scenarioFile(shortScenario(queueDesign, { name: "queue" }));
/** Whatever goes out would go here, where nobody listens: then the message would be another one. */
const walled = {
  ...surroundings,
  HTTPS_PROXY: "http://127.0.0.1:9",
  HTTP_PROXY: "http://127.0.0.1:9",
};

const commands: Readonly<Record<string, readonly string[]>> = {
  bench: ["bench", "--scenario", file, "--out", temporary("out"), "--target", "endpoint"],
  probe: ["probe"],
  calibrate: ["calibrate", "--out", temporary("profile.json")],
  clean: ["clean", "--target", "endpoint"],
};
const hosts = [
  ["bench", "--endpoint", "https://kinesis.us-east-1.amazonaws.com"],
  ["probe", "--sqs-endpoint", "https://sqs.eusc-de-east-1.amazonaws.eu"],
  ["calibrate", "--kinesis-endpoint", "https://vpce-1.kinesis.cn-north-1.vpce.amazonaws.com.cn"],
  ["clean", "--endpoint", "https://sqs.us-iso-east-1.c2s.ic.gov"],
] as const;

it.concurrent.each(hosts)("%s refuses %s %s as any other endpoint", async (name, option, url) => {
  const { code, stderr } = await convoy([...commands[name]!, option, url], { env: walled });
  expect(code).toBe(2);
  expect(stderr).toMatch(/is AWS itself: give --target aws with it/);
  expect(stderr).not.toMatch(/ECONNREFUSED/);
});

describe.concurrent.each([
  ["bench", ["bench", "--scenario", file, "--out", temporary("out")], "Create this"],
  ["probe", ["probe"], "streams of"],
  ["calibrate", ["calibrate", "--out", temporary("profile.json")], "stream of 4 shards"],
  ["clean", ["clean"], "lists the streams and queues"],
] as const)("%s --target aws", (_, args, plan) => {
  it("shows a plan and its price, and does nothing without a yes", async () => {
    // By an option, as by nothing at all.
    const aws = ["--target", "aws", "--kinesis-endpoint", "https://kinesis.eu-west-1.api.aws"];
    const { code, stderr } = await convoy([...args, ...aws], { env: walled });
    expect(code).toBe(2);
    expect(stderr).toMatch(/at most \$\d+\.\d+, THE PRICES OF eu-west-1 ARE NOT KNOWN/);
    if (plan !== "Create this") expect(stderr).toContain(plan);
    expect(stderr).toMatch(/there is no terminal to confirm on/);
    expect(stderr).not.toMatch(/ECONNREFUSED/);
  });
});

it.concurrent.each([
  ["probe", ["probe"]],
  ["calibrate", ["calibrate", "--out", temporary("profile.json")]],
] as const)("%s above --max-cost is refused", async (_, args) => {
  const agreed = ["--target", "aws", "--yes", "--max-cost", "0.01"];
  const { code, stderr } = await convoy([...args, ...agreed], { env: walled });
  expect(code).toBe(2);
  expect(stderr).toMatch(/is above --max-cost \$0\.0100: nothing was created/);
});
