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
  const minimized = await convoy(["minimize", "-s", file, "--seed", "1", "--out", out]);
  expect(minimized.stderr).not.toMatch(/bug/);
  expect(minimized.code).toBe(0);
  const [, trucks, events] = /(\d+) trucks?, (\d+) events?/.exec(minimized.stdout)!;
  expect(Number(trucks)).toBeLessThanOrEqual(3);
  expect(Number(events)).toBeLessThanOrEqual(10);
  const written = /--scenario (\S+) --seed (\d+)/.exec(minimized.stdout)!;
  expect(readFileSync(`${out}/all-at-once-overtake.ts`, "utf8")).toMatch(/import original from/);
  const again = await convoy([
    "bench",
    "-s",
    `${out}/all-at-once-overtake.ts`,
    "--seed",
    written[2]!,
    "--out",
    temporary("results"),
  ]);
  expect(again.stdout).toMatch(/overtake/);
  expect(again.code).toBe(1);
});
