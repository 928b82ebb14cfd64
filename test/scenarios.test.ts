import { relative } from "node:path";

import { describe, expect, it } from "vitest";

import { failuresOf } from "../src/result/failures.ts";
import { shellText } from "../src/result/replay.ts";
import { figureColumns } from "../src/result/summary-row.ts";
import { loadScenarios, suitePatterns } from "../src/scenario/load.ts";
import { openPool } from "../src/suite/pool.ts";
import { embeddedAddress } from "../src/targets/target.ts";
import { shorterFile } from "./shorter-scenarios.ts";

/**
 * The ordering regression: every scenario there is must do what its file says, with three seeds; the runs of a comparison, of which there
 * are many of a kind, with one of them. At full length once: here, or by `npm run bench` if it is of the default suite.
 */
const seeds = [11, 12, 13];
const pool = openPool();
const files = await loadScenarios(["*"], figureColumns);
const ofSuite = new Set(suitePatterns("default"));

describe.concurrent.each(files)("$scenario.name", ({ file, scenario }) => {
  const name = scenario.compared?.comparison ?? scenario.name;
  const own = scenario.compared === undefined ? seeds : seeds.slice(0, 1);
  it.concurrent.each(own)(`does what it says, seed %i`, async (seed) => {
    const isWhole = seed === seeds[0] && !ofSuite.has(name);
    const statesFigures = scenario.expect.figures.length > 0;
    const scenarioFile =
      (isWhole ? undefined : await shorterFile(file, name, statesFigures)) ?? file;
    const ran = await pool.run({
      scenarioFile,
      scenario: scenario.name,
      overrides: [],
      seed,
      target: embeddedAddress,
      clock: "virtual",
    });
    const failures = ran === undefined ? ["the run did not begin"] : failuresOf(ran.result);
    // The message names the truck, the two events and the command that shows it again.
    const message = [
      `${relative(process.cwd(), file)} (${scenario.summary})`,
      ...failures,
      `again: ${shellText(ran?.result.setup?.replay ?? [])}`,
    ].join("\n");
    expect(failures, message).toEqual([]);
  });
});
