/** The README's code works as it stands there: its numbers are samples that somebody may copy. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileFunction } from "node:vm";

import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, describe, expect, it } from "vitest";

import { Emulator, requestHandler, simulate } from "../../src/index.ts";
import { figureColumns } from "../../src/result/summary-row.ts";
import { loadScenarios, type ScenarioFile } from "../../src/scenario/load.ts";
import "../../src/vitest.ts";
import { blocksOf, inlineFaults } from "./readme.ts";

const folder = mkdtempSync(join(tmpdir(), "convoy-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [ownTest = "", ownConsumer = "", ownEmulator = "", ownDesign = "", ownFleet = "", ...others] =
  blocksOf("ts");

/** Runs the code without its imports, with these names in their place; gives the value of `result`. */
function run(code: string, names: Readonly<Record<string, unknown>>, result = "undefined") {
  const body = code.replaceAll(/^import .*$/gm, "");
  const compiled = compileFunction(`${body}\nreturn ${result};`, Object.keys(names));
  return (compiled as (...values: readonly unknown[]) => unknown)(...Object.values(names));
}

async function loaded(name: string, code: string): Promise<readonly ScenarioFile[]> {
  // Each in a folder of its own: a module is loaded once.
  const file = join(mkdtempSync(join(folder, "scenario-")), `${name}.ts`);
  writeFileSync(file, code);
  return loadScenarios([file], figureColumns);
}

describe("code of the README", () => {
  it("is all of it in this test", () => {
    expect(others).toEqual([]);
  });

  it("own code under test: a test that passes, with a consumer that deletes what it has done", async () => {
    const written = join(folder, "my-consumer.ts");
    // Beside it there is no node_modules.
    const sdk = import.meta.resolve("@aws-sdk/client-sqs");
    writeFileSync(written, ownConsumer.replace('"@aws-sdk/client-sqs"', JSON.stringify(sdk)));
    const { myConsumer } = (await import(written)) as Readonly<Record<string, unknown>>;
    const tests: (() => Promise<void>)[] = [];
    const it = (_: string, body: () => Promise<void>): number => tests.push(body);
    const names = { it, expect };
    // A few seeds of those that it asks for: each takes a while.
    const few: typeof simulate = (scenario, options) =>
      simulate(scenario, { ...options, seeds: Math.min(3, Number(options?.seeds)) });
    run(ownTest, { ...names, simulate: few, myConsumer });
    expect(tests).toHaveLength(1);
    await tests[0]!();
  });

  it("a client of the model", async () => {
    const code = ownEmulator.replace(
      "/* … */",
      ', credentials: { accessKeyId: "a", secretAccessKey: "b" }',
    );
    const sqs = run(code, { SQSClient, Emulator, requestHandler }, "sqs") as SQSClient;
    const made = await sqs.send(new CreateQueueCommand({ QueueName: "gps" }));
    expect(made.QueueUrl).toMatch(/\/gps$/);
  });

  it("a scenario, which comes out as it expects; and the faults of the text in it", async () => {
    const [own] = await loaded("my-design", ownDesign);
    const [result] = await simulate(own!.file);
    expect(result!.expectations.filter(({ outcome }) => outcome !== "held")).toEqual([]);
    const faults = inlineFaults();
    expect(faults).toHaveLength(2);
    const [more] = await loaded(
      "my-design",
      ownDesign.replace("faults: [", `faults: [${faults.join(", ")}, `),
    );
    expect(more!.scenario.faults).toHaveLength(1 + faults.length);
  });

  it("a comparison", async () => {
    const files = await loaded("my-fleet", ownFleet);
    expect(files.map(({ scenario }) => scenario.name).toSorted()).toEqual([
      "fifo-batched-backlog",
      "fifo-batched-steady",
      "ten-shards-backlog",
      "ten-shards-steady",
    ]);
  });
});
