/** A simulation on a service that is really there leaves nothing, or says what. */
import { CreateQueueCommand, type SQSClient } from "@aws-sdk/client-sqs";
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

  it("leaves alone what code of the user's own asks for and was there before", async () => {
    await using standIn = await startStandIn();
    const QueueName = "orders";
    standIn.emulator.handle("sqs", "CreateQueue", { QueueName }, Date.now());
    const consumer = {
      app: "mine",
      kind: "custom",
      count: 1,
      start: async ({ client, signal }: { client: SQSClient; signal: AbortSignal }) => {
        await client.send(new CreateQueueCommand({ QueueName }));
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
    };
    const design = { ...queueDesign, consumers: [consumer] } as unknown as typeof queueDesign;
    const mine = shortScenario(design, { drainS: 1 });
    await simulate(mine, { target: addressOf(standIn) });
    expect(standIn.resources()).toEqual([QueueName]);
    const made = standIn.asked.filter(({ action }) => action === "CreateQueue");
    expect(made.map(({ input }) => input["tags"])).toEqual([
      expect.objectContaining({ "convoy:run": "0badcafe" }),
      undefined,
    ]);
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
