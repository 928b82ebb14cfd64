import { beforeAll, expect, test } from "vitest";

import { rules } from "../../src/conformance/rules.ts";
import type { Outcome } from "../../src/conformance/run-rules.ts";
import { noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import { Emulator } from "../../src/emulator/emulator.ts";
import { serveEmulator } from "../../src/emulator/host/http/server.ts";
import { calmStandardQueue } from "../../src/emulator/sqs/queue/standard-shelf.ts";
import { outcomesOn } from "./outcomes.ts";

const own = rules.filter(({ isLong }) => isLong !== true);
/** Each check has a limit of its own, and on a busy machine is made twice: see peers.test.ts. */
const hookMs = 900_000;
let outcomes: ReadonlyMap<string, Outcome>;

beforeAll(async () => {
  // As the command sets it up by default.
  const options = { seed: 1, latency: noLatency, standardQueue: calmStandardQueue };
  await using server = await serveEmulator(new Emulator({ ...options, startMs: Date.now() }));
  outcomes = await outcomesOn(server.url, own, (_, outcome) => outcome === undefined);
}, hookMs);

test.each(own)("$id: $title", ({ id }) => {
  expect(outcomes.has(id)).toBe(true);
  expect(outcomes.get(id)).toBeUndefined();
});
