import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";

import { ownStream } from "../own-scenarios.ts";
import { convoy, temporary } from "./convoy.ts";

const constant = { p50Ms: 3, p99Ms: 3 };
const profile = {
  source: "three milliseconds for everything",
  services: { kinesis: constant, sqs: constant },
  actions: {},
  requestShare: { min: 0.5, max: 0.5 },
  kinesisPropagationMs: 0,
  kinesisFanOutPropagationMs: 0,
};

function shortScenario(): string {
  const file = temporary("short.json");
  const { expect: _, ...rest } = ownStream;
  const short = {
    ...rest,
    name: "short",
    workload: { kind: "fleet", trucks: 5, durationS: 5 },
    expect: { verdict: "valid", figures: [{ column: "put_p50_ms", is: 1000 }] },
  };
  writeFileSync(file, JSON.stringify(short));
  return file;
}

test("the model is as slow as the profile says; report, run.json and the command that repeats the run name it", async () => {
  const file = temporary("latency.json");
  writeFileSync(file, JSON.stringify(profile));
  const out = temporary("out");
  const scenario = shortScenario();
  const ended = await convoy(["bench", "-s", scenario, "--latency", file, "--out", out]);
  expect(ended.stdout).toContain(`latency: ${file}: three milliseconds for everything`);
  expect(ended.stdout).toContain("figures are not judged");
  expect(ended.code).toBe(0);
  const [row] = parse(readFileSync(join(out, "summary.csv"), "utf8"), { columns: true }) as [
    Record<string, string>,
  ];
  expect(row["put_p50_ms"]).toBe("3");
  expect(row["put_p99_ms"]).toBe("3");
  const run = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as { latency: unknown };
  expect(run.latency).toEqual({ name: file, profile });
});

test("a failed expectation is shown again with the same profile", async () => {
  const file = temporary("latency.json");
  writeFileSync(file, JSON.stringify(profile));
  const scenario = temporary("wrong.json");
  writeFileSync(
    scenario,
    readFileSync(shortScenario(), "utf8")
      .replace('"short"', '"wrong"')
      .replace('"verdict":"valid"', '"verdict":"invalid","anomalies":["lost"]'),
  );
  const args = ["bench", "-s", scenario, "--latency", file, "--out", temporary("out")];
  const { code, stdout } = await convoy(args);
  expect(stdout).toContain(` --latency ${file}`);
  expect(code).toBe(1);
});

test("a target with a latency of its own takes none", async () => {
  const words = "bench --target endpoint --endpoint http://127.0.0.1:1 --latency none";
  const { code, stderr } = await convoy(words.split(" "));
  expect(stderr).toContain("--latency goes with --target embedded");
  expect(code).toBe(2);
});
