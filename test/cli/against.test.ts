import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";

import { ownQueue } from "../own-scenarios.ts";
import { convoy, temporary } from "./convoy.ts";
import { serving } from "./serving.ts";

type Rows = readonly Record<string, string>[];

function rowsOf(folder: string, name: string): Rows {
  return parse(readFileSync(join(folder, name), "utf8"), { columns: true }) as Rows;
}

function shortScenario(): string {
  const file = temporary("short.json");
  const short = {
    ...ownQueue,
    name: "short",
    workload: { kind: "fleet", trucks: 4, durationS: 2 },
    expect: { verdict: "invalid" },
  };
  writeFileSync(file, JSON.stringify(short));
  return file;
}

interface Printed {
  readonly summary: readonly object[];
  readonly against: readonly object[];
}

const constant = { p50Ms: 500, p99Ms: 500 };
const slow = {
  source: "half a second for everything",
  services: { kinesis: constant, sqs: constant },
  actions: {},
  requestShare: { min: 0.5, max: 0.5 },
  kinesisPropagationMs: 0,
  kinesisFanOutPropagationMs: 0,
};

test("the same run on the model stands beside the measured one, column by column", async () => {
  using server = await serving();
  const latency = temporary("slow.json");
  writeFileSync(latency, JSON.stringify(slow));
  const out = temporary("out");
  const target = ["--target", "endpoint", "--sqs-endpoint", server.url];
  const beside = ["--against", "embedded", "--latency", latency, "--out", out];
  const args = ["bench", "-s", shortScenario(), ...target, ...beside, "--json"];
  const ended = await convoy(args);
  expect(ended.code, ended.stdout + ended.stderr).toBe(1);
  const { summary, against } = JSON.parse(ended.stdout) as Printed;
  expect(summary).toMatchObject([{ evidence: "measured" }, { evidence: "modelled" }]);
  expect(against).toContainEqual(
    expect.objectContaining({ column: "verdict", measured: "valid", difference: "same" }),
  );
  expect(rowsOf(out, "summary.csv")).toMatchObject([
    { scenario: "short", target: "endpoint", clock: "real", evidence: "measured" },
    { scenario: "short", target: "embedded", clock: "virtual", evidence: "modelled" },
  ]);
  const compared = rowsOf(out, "against.csv");
  const put = compared.find(({ column }) => column === "put_p50_ms");
  expect(put).toMatchObject({ scenario: "short", seed: "1", modelled: "500" });
  expect(Number(put?.["measured"]) - 500).toBeCloseTo(Number(put?.["difference"]), 3);
  // This server enforces no quota, and says so where it matters.
  expect(put?.["caveats"]).toContain("sqs-fifo-300-per-second");
  expect(rowsOf(out, "keys.csv")).toHaveLength(4);
  const run = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as object;
  expect(run).toMatchObject({
    target: "endpoint",
    against: { target: "embedded", clock: "virtual" },
    runs: [{ evidence: "measured" }, { evidence: "modelled" }],
  });
});

test.each([
  [["--against", "embedded"], "--against embedded compares another target with the model"],
  [["--target", "aws", "--against", "aws"], "Allowed choices are embedded"],
])("bad use %j is exit code 2", async (args, message) => {
  const { code, stderr } = await convoy(["bench", ...args]);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
