import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";

import { measureClient } from "../../src/client/client-load.ts";
import { convoy, temporary } from "../cli/convoy.ts";
import { ownStream } from "../own-scenarios.ts";

it("a client that works without a pause is found to be the bottleneck", async () => {
  const meter = measureClient();
  for (let turn = 0; turn < 5; turn += 1) {
    const untilMs = performance.now() + 60;
    while (performance.now() < untilMs);
    await sleep(1);
  }
  const load = meter.stop();
  expect(load.isBound).toBe(true);
  expect(load.busy).toBeGreaterThan(0.5);
});

it("a run that asks for more than its client can do is marked on the terminal, in summary.csv and in run.json", async () => {
  const file = temporary("hurried.json");
  const hurried = {
    ...ownStream,
    name: "hurried",
    // Thousands of sends at once, with the service in the same thread: no machine keeps up.
    workload: { kind: "fleet", trucks: 2000, durationS: 3, arrival: "closed" },
    design: { ...ownStream.design, shards: 200 },
    drainS: 1,
    expect: { verdict: "valid" },
  };
  writeFileSync(file, JSON.stringify(hurried));
  const out = temporary("out");
  const ended = await convoy(["bench", "-s", file, "--clock", "real", "--out", out]);
  expect(ended.stdout, ended.stderr).toMatch(/hurried \(client-bound\) {2}/);
  expect(ended.stdout).toMatch(/hurried \(client-bound\): this client was the bottleneck/);
  const [row] = parse(readFileSync(join(out, "summary.csv"), "utf8"), { columns: true }) as [
    Record<string, string>,
  ];
  expect(row["client_bound"]).toBe("true");
  const { runs } = JSON.parse(readFileSync(join(out, "run.json"), "utf8")) as { runs: object[] };
  expect(runs).toMatchObject([{ scenario: "hurried", clientBound: true }]);
});
