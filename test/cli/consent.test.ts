import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { agreeToCost, type ConsentOptions } from "../../src/cli/consent.ts";
import { prices } from "../../src/cost/prices.ts";
import { InputError } from "../../src/errors.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import {
  addressOf,
  queueDesign,
  scenarioFile,
  shortScenario,
  streamDesign,
} from "../targets/short-scenario.ts";
import { startStandIn } from "../targets/stand-in.ts";
import { convoy } from "./convoy.ts";
import { surroundings } from "./on-stand-in.ts";

let shown = "";

beforeEach(() => {
  shown = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function ask(scenarios: readonly Scenario[], options: Partial<ConsentOptions>): Promise<number> {
  const files = scenarios.map((scenario) => ({ file: "mine.json", scenario }));
  const defaults = { seed: 1, repeats: 1 };
  return agreeToCost(files as never, addressOf({ url: "http://127.0.0.1:1" }), {
    ...defaults,
    ...options,
  });
}

const stream = shortScenario(streamDesign, { name: "stream" });
const queue = shortScenario(queueDesign, { name: "queue" });

describe("before anything is created on AWS", () => {
  it("the plan is shown: resources, requests, time, cost, the date of the prices, the run id", async () => {
    await ask([stream, queue], { yes: true, maxCost: 1 });
    expect(shown).toMatch(/^On the stand-in, run id 0badcafe, one after the other:$/m);
    // 2 shards for an hour that was begun, at 0.015 USD each.
    expect(shown).toMatch(/^stream +stream of 2 shards +\d+ +2 min +\$0\.0300$/m);
    expect(shown).toMatch(/^queue +FIFO queue +\d+ +2 min +\$0\.\d{4}$/m);
    expect(shown).toContain(`published prices of ${prices.date}, ${prices.region}`);
    expect(shown).toMatch(/tagged with the run id, and deleted at the end/);
    expect(shown).not.toMatch(/KMS/);
  });

  it("--yes alone is no agreement to any cost", async () => {
    await expect(ask([queue], { yes: true })).rejects.toThrow("--yes needs --max-cost USD");
  });

  it.each([{ yes: true }, {}])("an estimate above --max-cost is refused (%j)", async (options) => {
    const asked = ask([stream], { ...options, maxCost: 0.02 });
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(/\$0\.0300 is above --max-cost \$0\.0200: nothing was/);
  });

  it("repeats count, and so do applications on enhanced fan-out and what encryption adds", async () => {
    const maxCost = 0.05;
    await ask([stream], { yes: true, maxCost });
    await expect(ask([stream], { yes: true, maxCost, repeats: 2 })).rejects.toThrow(/above/);
    const pushed = { ...streamDesign, read: "fan-out" } as typeof streamDesign;
    await expect(ask([shortScenario(pushed)], { yes: true, maxCost })).rejects.toThrow(/above/);
    const encrypted = { ...queueDesign, kmsKeyId: "alias/aws/sqs" };
    await ask([shortScenario(encrypted)], { yes: true, maxCost });
    expect(shown).toMatch(/KMS bills its own requests: they are not in this estimate/);
  });

  it("without a terminal and without --yes nothing is asked of the service", async () => {
    await using standIn = await startStandIn();
    const args = ["bench", "--scenario", scenarioFile(stream), "--target", "aws"];
    const { code, stderr } = await convoy([...args, "--endpoint", standIn.url], {
      env: surroundings,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/no terminal to confirm on: give --yes and --max-cost USD/);
    expect(standIn.asked).toEqual([]);
  });
});
