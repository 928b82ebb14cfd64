/** One of the two, as a process of its own: told what to run by its parent, it answers with figures. */
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { TargetAddress } from "../../src/targets/target.ts";
import { bareLoop } from "./bare-loop.ts";
import { harnessRun } from "./harness-run.ts";

export interface Task {
  readonly scenario: Scenario;
  readonly address: TargetAddress;
}

const run = process.argv[2] === "harness" ? harnessRun : bareLoop;
process.on("message", ({ scenario, address }: Task) => {
  void run(scenario, address).then((figures) => process.send?.(figures));
});
