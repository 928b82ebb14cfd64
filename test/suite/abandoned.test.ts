import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync } from "node:fs";

import { expect, it } from "vitest";

import { openPool } from "../../src/suite/pool.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { temporary } from "../cli/convoy.ts";
import { ownStream } from "../own-scenarios.ts";

it("a run that still reads its trace does not keep a stopped pool waiting", async () => {
  // Nobody writes into this pipe: whoever reads it waits for as long as a slow disk would take.
  const pipe = temporary("trace.csv");
  execFileSync("mkfifo", [pipe]);
  const file = temporary("mine.json");
  const workload = { kind: "trace", file: pipe };
  writeFileSync(file, JSON.stringify({ ...ownStream, name: "mine", workload }));
  const pool = openPool();
  const running = pool.run({
    scenarioFile: file,
    scenario: "mine",
    overrides: [],
    seed: 1,
    target: embeddedAddress,
    clock: "virtual",
  });
  setTimeout(() => pool.stop(), 1000);
  expect(await running).toBeUndefined();
  letGo(pipe);
});

/** Whoever waits for the pipe's other end has it, and finds nothing; nobody may wait by now. */
function letGo(pipe: string): void {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    expect(error).toMatchObject({ code: "ENXIO" });
  }
}
