/** A simulation on a service that is really there leaves nothing, or says what. */
import { describe, expect, it } from "vitest";

import { simulate } from "../../src/suite/simulate.ts";
import { failing } from "../targets/on-account.ts";
import { addressOf, queueDesign, shortScenario } from "../targets/short-scenario.ts";
import { startStandIn } from "../targets/stand-in.ts";

const scenario = shortScenario(queueDesign);

describe("simulate on a target", () => {
  it("asks nothing of AWS that nobody agreed to pay for", async () => {
    await using standIn = await startStandIn();
    const { sqsEndpoint: _, ...aws } = addressOf(standIn);
    await expect(simulate(scenario, { target: aws })).rejects.toThrow(
      /nobody has agreed to a cost/,
    );
    expect(standIn.asked).toEqual([]);
  });

  it("says what could not be deleted", async () => {
    await using standIn = await startStandIn();
    standIn.behave = failing("DeleteQueue", "denied");
    const target = addressOf(standIn);
    await expect(simulate(scenario, { target, seeds: 3 })).rejects.toThrow(
      /may be left on the stand-in:\n {2}queue convoy-short-1-0badcafe\.fifo: AccessDenied/,
    );
    expect(standIn.resources()).toHaveLength(1);
  });

  it("ends when what was agreed to is used up", async () => {
    await using standIn = await startStandIn();
    const target = { ...addressOf(standIn), agreedUsd: 0.000_12 };
    await expect(simulate(scenario, { target })).rejects.toThrow(/used up/);
    expect(standIn.resources()).toEqual([]);
  });

  it("leaves nothing when its signal aborts", async () => {
    await using standIn = await startStandIn();
    const stop = new AbortController();
    standIn.behave = ({ action }) => {
      if (action === "SendMessage") stop.abort(new Error("enough"));
      return undefined;
    };
    const target = addressOf(standIn);
    await expect(simulate(scenario, { target, signal: stop.signal })).rejects.toThrow("enough");
    expect(standIn.resources()).toEqual([]);
  });
});
