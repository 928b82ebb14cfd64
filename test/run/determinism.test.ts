import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { describe, expect, it } from "vitest";

import { convoy, root, temporary } from "../cli/convoy.ts";
import { shorterFile } from "../shorter-scenarios.ts";

/** One design of each service and of each producer, with throttles and retries among them. */
const throttled = "kinesis-concurrent-puts-throttled";
const scenarios = [
  "aggregated-records-breaks",
  (await shorterFile(`${root}scenarios/${throttled}.ts`, throttled, true)) ?? throttled,
  "sqs-fifo-100-groups-batched-ceiling",
  "sqs-fifo-100-groups-saturation",
  "sqs-fifo-single-group-wrong",
  "sqs-standard-wrong",
];

/** A smaller fleet has all that a large one has, but takes less of a busy machine. */
const trucks = 12;

async function bench(seed: number, chosenNames = scenarios): Promise<ReadonlyMap<string, string>> {
  const out = temporary("out");
  const chosen = chosenNames.flatMap((name) => ["--scenario", name]);
  const { code, stderr } = await convoy([
    "bench",
    ...chosen,
    "--trucks",
    `${trucks}`,
    "--seed",
    `${seed}`,
    "--history",
    "--out",
    out,
  ]);
  expect(code, stderr).toBe(0);
  const names = readdirSync(out).filter((name) => name !== "run.json");
  return new Map(
    names.sort().map((name) => {
      const text = readFileSync(join(out, name), "utf8");
      return [name, name === "report.html" ? withoutRunJson(text, out) : text];
    }),
  );
}

/** The page also shows what run.json says: the command, when it began and how long it took. */
function withoutRunJson(page: string, out: string): string {
  const times = page.replaceAll(out, "OUT").replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "WHEN");
  return times.replaceAll(/>[\d.]+ s</g, ">TOOK<");
}

/** Takes every core away, and gives it back, every few milliseconds until disposed. */
function busyCores(): AsyncDisposable {
  const spin = `
    const cell = new Int32Array(new SharedArrayBuffer(4));
    for (;;) {
      const untilMs = performance.now() + 40 * Math.random();
      while (performance.now() < untilMs);
      Atomics.wait(cell, 0, 0, 20 * Math.random());
    }`;
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(spin, { eval: true }),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Half of it is spent on a machine that is made busy. */
const timeoutMs = 400_000;

describe("the same scenarios with the same seed", { timeout: timeoutMs }, () => {
  it("give the same bytes in every file but run.json and what the page has of it, on an idle machine and on a busy one", async () => {
    const idle = await bench(7);
    await using _ = busyCores();
    const busy = await bench(7);
    expect([...busy.keys()]).toEqual([...idle.keys()]);
    for (const [name, text] of idle) expect(busy.get(name) === text, name).toBe(true);
  });

  it("give other bytes with another seed", async () => {
    const one = await bench(7, ["sqs-standard-wrong"]);
    const two = await bench(8, ["sqs-standard-wrong"]);
    expect(one.get("timeseries.csv")).not.toBe(two.get("timeseries.csv"));
  });
});
