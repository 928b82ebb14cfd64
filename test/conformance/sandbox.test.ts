import { expect, test } from "vitest";

import { atAddress } from "../../src/conformance/places.ts";
import { Sandbox } from "../../src/conformance/sandbox.ts";
import { Account, newTerms } from "../../src/targets/account.ts";
import { Asking } from "../../src/targets/asking.ts";
import { findLeftovers } from "../../src/targets/leftovers.ts";
import { connectTarget } from "../../src/targets/target.ts";
import { judgeLeftovers } from "../../src/targets/whose.ts";
import { addressOf, runId } from "../targets/short-scenario.ts";
import { startStandIn } from "../targets/stand-in.ts";

test("what a probe that was killed left behind is found by clean", async () => {
  await using standIn = await startStandIn();
  const address = { ...addressOf(standIn), owner: "me@here" };
  using clients = atAddress(address, new Account(newTerms(address)));
  // Never disposed of: killed.
  const sandbox = new Sandbox(clients, `convoy-probe-${runId}-1`);
  await sandbox.stream();
  await sandbox.fifoQueue();
  await using target = await connectTarget(address, { seed: 0, faults: [] });
  const { signal } = new AbortController();
  const { found } = await findLeftovers(target, address, new Asking(signal), signal);
  const judged = judgeLeftovers(found, { runs: [], owner: "me@here", nowMs: Date.now() });
  expect(judged.map(({ leftover: { kind }, run }) => `${kind} of ${run}`).toSorted()).toEqual([
    `queue of ${runId}`,
    `stream of ${runId}`,
  ]);
});
