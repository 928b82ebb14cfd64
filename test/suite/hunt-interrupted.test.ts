import { expect, it } from "vitest";

import type { RunState } from "../../src/result/run-result.ts";
import { hunt } from "../../src/suite/hunt.ts";
import type { Pool } from "../../src/suite/pool.ts";

/** A pool whose runs all come out otherwise than they should, in this state. */
function poolOf(state: RunState): Pool {
  const expectations = [{ kind: "verdict", outcome: "failed" }];
  return { run: async () => ({ result: { state, expectations } }) } as unknown as Pool;
}

function huntIn(state: RunState) {
  return hunt({
    job: { scenario: "x" } as Parameters<typeof hunt>[0]["job"],
    fromSeed: 1,
    seedCount: 4,
    pool: poolOf(state),
    width: 2,
    onRan: () => {},
  });
}

it("a run that was cut short breaks nothing: what did not come might have", async () => {
  expect(await huntIn("interrupted")).toEqual({ tried: 0 });
});

it("one that was not does", async () => {
  expect((await huntIn("complete")).broken).toBeDefined();
});
