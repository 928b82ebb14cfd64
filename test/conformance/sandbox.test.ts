import { expect, test } from "vitest";

import { onLoopback } from "../../src/conformance/places.ts";
import { Sandbox } from "../../src/conformance/sandbox.ts";
import { findLeftovers } from "../../src/targets/leftovers.ts";
import { connectTarget } from "../../src/targets/target.ts";
import { addressOf } from "../targets/short-scenario.ts";
import { startStandIn } from "../targets/stand-in.ts";

test("what a probe that was killed left behind is found by clean", async () => {
  await using standIn = await startStandIn();
  using clients = onLoopback(standIn.url);
  // Never disposed of: killed.
  const sandbox = new Sandbox(clients, "convoy-probe-0badcafe-1");
  await sandbox.stream();
  await sandbox.fifoQueue();
  const address = addressOf(standIn);
  await using target = await connectTarget(address, { seed: 0, faults: [] });
  for (const leftover of await findLeftovers(target, address, "probe")) await leftover.remove();
  expect(standIn.resources()).toEqual([]);
});
