import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import { openPool } from "../../src/suite/pool.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { planWorkload } from "../../src/workload/plan.ts";
import { forgetLatest, shareLatest } from "../../src/workload/read-trace.ts";

const folder = mkdtempSync(join(tmpdir(), "convoy-shared-trace-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trace = join(folder, "fixes.csv");
const scenarioFile = join(folder, "replay.json");
const workload = { kind: "trace", file: trace } as const;

test("a trace that was read once is replayed by every thread, which reads no file", async () => {
  writeFileSync(
    trace,
    "truck,ts,lat,lon\na,100,1.1234567,-1\nb,100,5,5\na,101,1.5,-2\na,103,1,3\n",
  );
  const design = {
    service: "kinesis",
    shards: 1,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "a", kind: "by-lane", count: 1 }],
  };
  const expected = { verdict: "valid" };
  const scenario = { name: "replay", summary: "A trace.", workload, design, expect: expected };
  writeFileSync(scenarioFile, JSON.stringify(scenario));

  const first = planWorkload(workload, 1, (file) => readFileSync(file));
  shareLatest();
  forgetLatest();
  rmSync(trace);
  const again = planWorkload(workload, 1, (file) => readFileSync(file));
  expect(again.events).toEqual(first.events);

  const pool = openPool(undefined, 1);
  const ran = await pool.run({
    scenarioFile,
    scenario: "replay",
    overrides: [],
    seed: 1,
    target: embeddedAddress,
    clock: "virtual",
  });
  pool.stop();
  expect(ran?.result.metrics.counts).toMatchObject({ sent: 4, effected: 4 });
});
