import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { agreeToCost, type ConsentOptions } from "../../src/cli/consent.ts";
import { prices } from "../../src/cost/prices.ts";
import { InputError } from "../../src/errors.ts";
import { resolve } from "../../src/scenario/resolve.ts";
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

function ask(
  scenarios: readonly Scenario[],
  options: Partial<ConsentOptions>,
  region = "us-east-1",
): Promise<number> {
  const files = scenarios.map((scenario) => ({ file: "mine.json", scenario: resolve(scenario) }));
  const defaults = { seed: 1, repeats: 1 };
  const address = { ...addressOf({ url: "http://127.0.0.1:1" }), region };
  return agreeToCost(files as never, address, {
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
    expect(shown).toMatch(/^stream +stream of 2 shards +\d+ +\d+ +2 min +\$0\.030\d$/m);
    expect(shown).toMatch(/^queue +FIFO queue +\d+ +\d+ +2 min +\$0\.\d{4}$/m);
    expect(shown).toContain(`published prices of ${prices.date}, ${prices.region}`);
    expect(shown).toMatch(/tagged with run id, owner and time, and deleted at the end/);
    expect(shown).toMatch(/What is spent is counted while it goes on: at \$1\.00 it is ended/);
    expect(shown).toMatch(/killed: .*clean --target aws --endpoint http.* --run 0badcafe$/m);
    expect(shown).not.toMatch(/KMS/);
  });

  it("--yes alone is no agreement to any cost", async () => {
    await expect(ask([queue], { yes: true })).rejects.toThrow("--yes needs --max-cost USD");
  });

  it.each([{ yes: true }, {}])("an estimate above --max-cost is refused (%j)", async (options) => {
    const asked = ask([stream], { ...options, maxCost: 0.02 });
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(/\$0\.030\d is above --max-cost \$0\.0200: nothing was/);
  });

  it("a Region whose prices are not known is said so loudly, and counts twice", async () => {
    const twice = ask([stream], { yes: true, maxCost: 0.05 }, "sa-east-1");
    await expect(twice).rejects.toThrow(/\$0\.060\d is above/);
    expect(shown).toMatch(/THE PRICES OF sa-east-1 ARE NOT KNOWN HERE/);
  });

  it("what is agreed to is --max-cost", async () => {
    expect(await ask([stream], { yes: true, maxCost: 0.07 })).toBe(0.07);
  });

  it("repeats count, and so do applications on enhanced fan-out and what encryption adds", async () => {
    const maxCost = 0.05;
    await ask([stream], { yes: true, maxCost });
    await expect(ask([stream], { yes: true, maxCost, repeats: 2 })).rejects.toThrow(/above/);
    const consumers = [{ app: "map", kind: "by-lane", count: 2 }];
    const pushed = { ...streamDesign, read: "fan-out", consumers } as typeof streamDesign;
    await expect(ask([shortScenario(pushed)], { yes: true, maxCost })).rejects.toThrow(/above/);
    const encrypted = { ...queueDesign, kmsKeyId: "alias/aws/sqs" };
    await ask([shortScenario(encrypted)], { yes: true, maxCost });
    expect(shown).toMatch(/KMS bills its own requests: one for each is in this estimate/);
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
