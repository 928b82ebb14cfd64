import { expect, test } from "vitest";

import { figureColumns } from "../../src/result/summary-row.ts";
import { loadScenarios } from "../../src/scenario/load.ts";
import { longestFirst } from "../../src/suite/longest-first.ts";

test("a spike of many events is begun before a steady fleet, and nothing is left out", async () => {
  const files = await loadScenarios(
    ["sqs-fifo-100-groups-replay", "kinesis-5-shards-steady", "kinesis-spike-6-shards"],
    figureColumns,
  );
  const names = longestFirst(files).map(({ scenario }) => scenario.name);
  expect(names).toHaveLength(3);
  expect(names.indexOf("kinesis-spike-6-shards")).toBeLessThan(
    names.indexOf("kinesis-5-shards-steady"),
  );
});
