import { execFileSync } from "node:child_process";
import { closeSync, constants, existsSync, openSync, writeFileSync } from "node:fs";

import { expect, it, vi } from "vitest";

import { openPool } from "../../src/suite/pool.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { temporary } from "../cli/convoy.ts";
import { ownStream } from "../own-scenarios.ts";

const job = {
  scenario: "mine",
  overrides: [],
  seed: 1,
  target: embeddedAddress,
  clock: "virtual",
} as const;

it("a run that still reads its trace does not keep a stopped pool waiting", async () => {
  // Nobody writes into this pipe: whoever reads it waits for as long as a slow disk would take.
  const pipe = temporary("trace.csv");
  execFileSync("mkfifo", [pipe]);
  const file = temporary("mine.json");
  const workload = { kind: "trace", file: pipe };
  writeFileSync(file, JSON.stringify({ ...ownStream, name: "mine", workload }));
  const pool = openPool();
  const running = pool.run({ ...job, scenarioFile: file });
  setTimeout(() => pool.stop(), 1000);
  expect(await running).toBeUndefined();
  letGo(pipe);
});

it("nor does one that cannot be judged, and it is named", async () => {
  const file = temporary("mine.mjs");
  const begun = temporary("begun");
  writeFileSync(
    file,
    `import { writeFileSync } from "node:fs";
export default {
  ...${JSON.stringify(ownStream)},
  name: "mine",
  workload: {
    kind: "fleet",
    trucks: 1,
    durationS: 10,
    encode: ({ seq }) => {
      if (seq === 3) writeFileSync(${JSON.stringify(begun)}, "");
      while (seq === 3);
      return String(seq);
    },
    decode: (body) => ({ truckId: "truck_1", seq: Number(body) }),
  },
};
`,
  );
  const pool = openPool();
  const running = pool.run({ ...job, scenarioFile: file, seed: 7 });
  await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 60_000 });
  pool.stop();
  expect(await running).toBeUndefined();
  expect(pool.unjudged).toMatchObject([{ scenario: "mine", seed: 7 }]);
});

/** Whoever waits for the pipe's other end has it, and finds nothing; nobody may wait by now. */
function letGo(pipe: string): void {
  try {
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch (error) {
    expect(error).toMatchObject({ code: "ENXIO" });
  }
}
