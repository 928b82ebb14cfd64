import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import type { CalibratedProfile } from "../../src/calibrate/calibrated-profile.ts";
import { ownStream } from "../own-scenarios.ts";
import { convoy, temporary } from "./convoy.ts";
import { serving } from "./serving.ts";

const constant = (ms: number) => ({ p50Ms: ms, p99Ms: ms });
/** What the server adds to each request: long enough that what this machine adds is little beside it. */
const known = {
  source: "known",
  services: { kinesis: constant(30), sqs: constant(20) },
  actions: {
    "kinesis.PutRecord": constant(80),
    "kinesis.GetRecords": constant(40),
    "sqs.SendMessage": { p50Ms: 60, p99Ms: 240 },
    "sqs.DeleteMessage": constant(50),
  },
  requestShare: { min: 0.5, max: 0.5 },
  kinesisPropagationMs: 150,
  kinesisFanOutPropagationMs: 250,
};
/** Milliseconds that this machine may add, with other work on it. */
const overheadMs = 100;

/** What `clean` finds; a stream that is being deleted is listed for a while yet. */
async function leftOver(url: string): Promise<string> {
  const words = `clean --target endpoint --endpoint ${url} --dry-run`;
  let found = "";
  for (let looks = 0; looks < 10; looks += 1) {
    found = (await convoy(words.split(" "))).stdout;
    if (found.startsWith("nothing")) break;
  }
  return found;
}

async function acceptedByBench(profile: string): Promise<number | null> {
  const file = temporary("short.json");
  const workload = { kind: "fleet", trucks: 5, durationS: 3 };
  writeFileSync(file, JSON.stringify({ ...ownStream, name: "short", workload }));
  const args = ["bench", "-s", file, "--latency", profile, "--out", temporary("out")];
  return (await convoy(args)).code;
}

test("finds the latencies again that a server was told to add, and the model takes them", async () => {
  const latency = temporary("known.json");
  writeFileSync(latency, JSON.stringify(known));
  using server = await serving("--quotas", "aws", "--latency", latency);
  const out = temporary("profile.json");
  const args = ["calibrate", "--endpoint", server.url, "--samples", "20", "--out", out];
  const ended = await convoy(args);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
  const profile = JSON.parse(readFileSync(out, "utf8")) as CalibratedProfile;
  const expectAbout = (measuredMs: number | undefined, toldMs: number, what: string): void => {
    // A timer may be a millisecond early.
    expect(measuredMs, what).toBeGreaterThan(toldMs - 2);
    expect(measuredMs, what).toBeLessThan(toldMs + overheadMs);
  };
  for (const action of ["kinesis.PutRecord", "kinesis.GetRecords", "sqs.DeleteMessage"] as const) {
    expectAbout(profile.actions[action]?.p50Ms, known.actions[action].p50Ms, action);
  }
  for (const action of ["kinesis.PutRecords", "kinesis.ListShards"]) {
    expectAbout(profile.actions[action]?.p50Ms, 30, action);
  }
  for (const action of ["sqs.ReceiveMessage", "sqs.SendMessageBatch", "sqs.DeleteMessageBatch"]) {
    expectAbout(profile.actions[action]?.p50Ms, 20, action);
  }
  const spread = profile.actions["sqs.SendMessage"]!;
  // The median of twenty draws is within half of that of the distribution.
  expect(spread.p50Ms).toBeGreaterThan(30);
  expect(spread.p50Ms).toBeLessThan(90 + overheadMs);
  expect(spread.p99Ms).toBeGreaterThan(90);
  expectAbout(profile.services.kinesis.p50Ms, 30, "kinesis");
  expectAbout(profile.services.sqs.p50Ms, 20, "sqs");
  // Ages of records are known to a fraction of a round trip.
  expect(profile.kinesisPropagationMs).toBeGreaterThan(100);
  expect(profile.kinesisPropagationMs).toBeLessThan(150 + overheadMs);
  expect(profile.kinesisFanOutPropagationMs).toBeGreaterThan(200);
  expect(profile.kinesisFanOutPropagationMs).toBeLessThan(250 + 2 * overheadMs);
  expect(profile).toMatchObject({
    evidence: "measured",
    circumstances: { on: server.url, target: "endpoint" },
    notOffered: [],
  });
  const put = profile.measurements.find(({ what }) => what === "kinesis.PutRecord")!;
  expect(put.requests).toBeGreaterThanOrEqual(20);
  expect(put.modelled!.p50Ms / put.p50Ms).toBeCloseTo(1, 1);
  expect(ended.stdout).toContain("kinesis.PutRecord ");
  expect(await leftOver(server.url)).toContain("nothing is left over");
  expect(await acceptedByBench(out)).toBe(0);
}, 400_000);

test("a service that is not there is named, and its part of the profile is said to be assumed", async () => {
  using server = await serving();
  const out = temporary("profile.json");
  const args = ["calibrate", "--sqs-endpoint", server.url, "--samples", "20", "--out", out];
  expect((await convoy(args)).code).toBe(0);
  const profile = JSON.parse(readFileSync(out, "utf8")) as CalibratedProfile;
  expect(profile.source).toContain("kinesis assumed, as by default");
  expect(Object.keys(profile.actions).every((action) => action.startsWith("sqs."))).toBe(true);
});

test("Ctrl-C deletes what was created and writes no profile", async () => {
  using server = await serving();
  const out = temporary("profile.json");
  let isInterrupted = false;
  const args = ["calibrate", "--endpoint", server.url, "--samples", "5000", "--out", out];
  const ended = await convoy(args, {
    onStderr: (text, interrupt) => {
      if (isInterrupted || !text.includes("measuring kinesis")) return;
      isInterrupted = true;
      setTimeout(interrupt, 2000);
    },
  });
  expect(ended.stderr).toContain("interrupted: no profile was written");
  expect(ended.code).toBe(130);
  expect(existsSync(out)).toBe(false);
  expect(await leftOver(server.url)).toContain("nothing is left over");
});

test("an endpoint that cannot be reached is a failed target, and leaves no file", async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const out = temporary("profile.json");
  const args = ["calibrate", "--endpoint", `http://127.0.0.1:${port}`, "--out", out];
  const { code, stderr } = await convoy(args);
  expect(stderr).toContain("nothing could be measured");
  expect(code).toBe(3);
  expect(existsSync(out)).toBe(false);
});

test.each([
  ["--target embedded", "there is nothing to measure"],
  ["--endpoint http://127.0.0.1:1 --samples 3", "It must be a whole number from 20 up."],
  ["--target npm-emulators --endpoint http://127.0.0.1:1", "--endpoint goes with --target"],
  ["--endpoint http://127.0.0.1:1 --out /dev/null/profile.json", "cannot be written"],
])("bad use %j is exit code 2", async (words, message) => {
  const { code, stderr } = await convoy(["calibrate", ...words.split(" ")]);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
