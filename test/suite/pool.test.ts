import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import type { Job } from "../../src/suite/job.ts";
import { openPool } from "../../src/suite/pool.ts";
import { embeddedAddress } from "../../src/targets/target.ts";

const folder = mkdtempSync(join(tmpdir(), "convoy-pool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What all scenarios here have alike. */
const rest = `design: {
    service: "sqs-fifo",
    groupId: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "a", kind: "competing", count: 1 }],
  },
  expect: { verdict: "valid" },`;

/** Payloads that grow with everything that its modules have ever done, one of them of CommonJS. */
const remembering = `
import { memory } from "./memory.mjs";
import common from "./memory.cjs";
let own = 0;
export default {
  name: "remembers",
  summary: "Payloads that remember.",
  workload: {
    kind: "fleet",
    trucks: 2,
    durationS: 2,
    encode: ({ truckId, seq }) => {
      own += 1;
      memory.calls += 1;
      common.calls += 1;
      return JSON.stringify([truckId, seq, "x".repeat(own + memory.calls + common.calls)]);
    },
    decode: (body) => {
      const [truckId, seq] = JSON.parse(body);
      return { truckId, seq };
    },
  },
  ${rest}
};
`;

const jobOf = (scenarioFileName: string, name: string, seed: number): Job => ({
  scenarioFile: scenarioFileName,
  scenario: name,
  overrides: [],
  seed,
  target: embeddedAddress,
  clock: "virtual",
});

test("a thread that is used again has forgotten what modules of the user's remember", async () => {
  writeFileSync(join(folder, "memory.mjs"), "export const memory = { calls: 0 };\n");
  writeFileSync(join(folder, "memory.cjs"), "exports.calls = 0;\n");
  const file = join(folder, "remembers.mjs");
  writeFileSync(file, remembering);
  const pool = openPool(undefined, 1);
  const results: unknown[] = [];
  for (let time = 0; time < 3; time += 1) {
    results.push((await pool.run(jobOf(file, "remembers", 1)))?.result);
  }
  pool.stop();
  const [first, second, third] = results;
  expect(first).toMatchObject({ metrics: { counts: { sent: 4 } } });
  expect(second).toEqual(first);
  expect(third).toEqual(first);
});

const namesThread = `
import { threadId } from "node:worker_threads";
export default {
  name: "names-thread",
  summary: "Thread " + threadId,
  workload: { kind: "fleet", trucks: 1, durationS: 1 },
  ${rest}
};
`;

test("a thread that refused a scenario is used again", async () => {
  const file = join(folder, "names-thread.mjs");
  writeFileSync(file, namesThread);
  const pool = openPool(undefined, 1);
  const job = jobOf(file, "names-thread", 1);
  const first = await pool.run(job);
  const wrong = { ...job, overrides: [{ path: "workload.trucks", value: -1 }] };
  await expect(pool.run(wrong)).rejects.toThrow("workload.trucks");
  const second = await pool.run(job);
  pool.stop();
  expect(first?.result.setup?.scenario.summary).toMatch(/^Thread \d+$/);
  expect(second?.result).toEqual(first?.result);
});
