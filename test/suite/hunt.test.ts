import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { convoy, temporary } from "../cli/convoy.ts";

const file = new URL("./all-at-once.ts", import.meta.url).pathname;

it("hunt finds the first seed that breaks, tells what happened, and how to make it smaller", async () => {
  const { code, stdout } = await convoy(["hunt", "-s", file, "--seeds", "20"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/all-at-once breaks with seed 1, after \d+ seeds/);
  expect(stdout).toMatch(/overtake/);
  expect(stdout).toMatch(/minimize --scenario \S+all-at-once\.ts --seed 1/);
});

it("hunt says when no seed breaks", async () => {
  const { code, stdout } = await convoy([
    "hunt",
    "-s",
    file,
    "--seeds",
    "3",
    "--set",
    "design.consumers.0.serviceMs=0",
    "--set",
    "faults=null",
  ]);
  expect(stdout).toMatch(/none of 3 seeds of all-at-once broke/);
  expect(code).toBe(0);
});

it("minimize writes a scenario of a few events that shows the same, and runs", async () => {
  const out = temporary("x").replace(/\/x$/, "");
  const smaller = ["--set", "workload.trucks=3", "--set", "workload.durationS=14"];
  const args = ["minimize", "-s", file, "--seed", "1", "--out", out];
  const minimized = await convoy([...args, ...smaller]);
  expect(minimized.stderr).not.toMatch(/bug/);
  expect(minimized.code).toBe(0);
  const [, trucks, events] = /(\d+) trucks?, (\d+) events?/.exec(minimized.stdout)!;
  expect(Number(trucks)).toBeLessThanOrEqual(3);
  expect(Number(events)).toBeLessThanOrEqual(10);
  const written = `${out}/all-at-once-overtake/all-at-once.ts`;
  expect(readFileSync(written, "utf8")).toMatch(/import original from/);
  const [, seed] = /again: .*--seed (\d+)/.exec(minimized.stdout)!;
  const again = await convoy([
    "bench",
    "-s",
    written,
    "--seed",
    seed!,
    "--out",
    temporary("results"),
  ]);
  expect(again.stdout).toMatch(/overtake/);
  expect(again.code).toBe(1);
});

it("minimize lets a consumer die at a moment in place of a time, which few events are in hand at", async () => {
  const ahead = new URL("./planted/checkpoints-ahead.ts", import.meta.url).pathname;
  const out = temporary("x").replace(/\/x$/, "");
  const smaller = ["workload.trucks=4", "workload.durationS=12", "design.shards=1", "drainS=60"];
  const set = smaller.flatMap((change) => ["--set", change]);
  const { code, stdout, stderr } = await convoy([
    ...["minimize", "-s", ahead, "--seed", "3", "--out", out],
    ...set,
  ]);
  expect(stderr).toMatch(/faults\.0 when begun/);
  expect(code).toBe(0);
  // What is told is what the written file showed.
  expect(stdout).toMatch(/^1 truck, [2-5] events, 1 fault show unprocessed/);
  expect(stdout).toMatch(/#(\d+) begun {2}<\n.*mine-1 {2}CRASHES\n.*READS \S+ on behind #\1/);
  expect(stdout).toMatch(/again: .*checkpoints-ahead-unprocessed\/checkpoints-ahead\.ts --seed/);
});

it("minimize says how to find a seed when the one that was given shows nothing", async () => {
  const harmless = ["--set", "design.consumers.0.serviceMs=0", "--set", "faults=null"];
  const { code, stderr } = await convoy(["minimize", "-s", file, "--seed", "1", ...harmless]);
  expect(stderr).toMatch(/shows no anomaly with seed 1 .*hunt --scenario \S+all-at-once\.ts/);
  expect(code).toBe(1);
});
