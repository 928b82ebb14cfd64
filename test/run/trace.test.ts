import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { failuresOf } from "../../src/result/failures.ts";
import { figureColumns, summaryRow } from "../../src/result/summary-row.ts";
import { loadScenarios } from "../../src/scenario/load.ts";
import { traceOverrides } from "../../src/scenario/overrides.ts";
import { openPool } from "../../src/suite/pool.ts";
import { embeddedAddress } from "../../src/targets/target.ts";
import { shorterFile } from "../shorter-scenarios.ts";

const trace = fileURLToPath(
  new URL("../../../shared/data/chicago-plows-2015-12-02.csv", import.meta.url),
);
const isAbsent = !existsSync(trace);
if (isAbsent) console.warn("skipped: the trace of Chicago's salt trucks is not beside the project");

const pool = openPool();
const files = await loadScenarios([], figureColumns);

describe.skipIf(isAbsent).concurrent("the trace of 147 salt trucks, 60 times as fast", () => {
  it.concurrent.each(files)(
    "goes through $scenario.name as expected",
    async ({ file, scenario }) => {
      const overrides = [...traceOverrides(trace), { path: "workload.speedup", value: 60 }];
      // With a trace no figure is judged: the phases that have a rate of their own may be short.
      const name = scenario.compared?.comparison ?? scenario.name;
      const job = {
        scenarioFile: (await shorterFile(file, name, false)) ?? file,
        scenario: scenario.name,
        overrides,
        seed: 1,
        target: embeddedAddress,
        clock: "virtual",
      };
      const ran = await pool.run(job as Parameters<typeof pool.run>[0]);
      if (ran === undefined) throw new Error("the run did not begin");
      expect(failuresOf(ran.result)).toEqual([]);
      const row = summaryRow(ran.result);
      expect(row).toMatchObject({ trucks: 147, lost: 0, unseen: 0 });
      expect(row.events_unique).toBe(row.events_offered);
      const { workload } = scenario;
      // The phases with a rate of their own send the trace's fixes over and over.
      const isRecorded = workload.arrival !== "closed" && workload.ramp === undefined;
      if (isRecorded) expect(row).toMatchObject({ events_offered: 1708, events_sent: 1708 });
    },
  );
});
