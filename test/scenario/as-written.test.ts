import { describe, expect, it } from "vitest";

import { figureColumns } from "../../src/result/summary-row.ts";
import { asWritten } from "../../src/scenario/as-written.ts";
import { loadScenarios } from "../../src/scenario/load.ts";
import { load } from "./scenario-file.ts";

const files = await loadScenarios(["*"], figureColumns);

describe("a scenario with its defaults filled in", () => {
  it.each(files)(
    "can be written as a file that means the same: $scenario.name",
    async ({ scenario }) => {
      const { compared: _, ...rest } = scenario;
      const written = { ...asWritten(rest), name: "mine" };
      expect((await load(written)).scenario).toEqual({ ...rest, name: "mine" });
    },
  );
});
