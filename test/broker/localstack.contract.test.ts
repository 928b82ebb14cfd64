import { ImageName } from "testcontainers";
import { afterAll, expect, it } from "vitest";

import { containerEngine } from "../../src/targets/container-engine.ts";
import { type HostedTarget, hostTarget } from "../../src/targets/host-target.ts";
import { defaultLocalStackImage, pullImage } from "../../src/targets/localstack-image.ts";
import { connectRemote } from "../../src/targets/remote.ts";
import type { TargetOptions } from "../../src/targets/target.ts";
import { channelContract, type Skip } from "./channel-contract.ts";
import { type Place, turns } from "./channel-rig.ts";
import { type DesignName, designs, skips } from "./contract-designs.ts";

/** `required`: that these tests cannot run is a failure. */
const isRequired = process.env["CONVOY_CONTAINER_TESTS"] === "required";
const hindrance = await whyNot();

async function whyNot(): Promise<string | undefined> {
  const engine = await containerEngine().catch(() => undefined);
  if (engine === undefined) return "no container engine answers";
  if (await engine.image.exists(ImageName.fromString(defaultLocalStackImage))) return undefined;
  try {
    await pullImage(engine, defaultLocalStackImage, () => {}, new AbortController().signal);
    return undefined;
  } catch (error) {
    return `${defaultLocalStackImage} is not here: ${(error as Error).message}`;
  }
}

let hosted: Promise<HostedTarget> | undefined;

function localStack(): Promise<HostedTarget> {
  hosted ??= hostTarget("localstack", { onProgress: () => {} });
  return hosted;
}

afterAll(async () => {
  await (await hosted)?.[Symbol.asyncDispose]();
});

let runs = 0;

const place: Place = {
  clock: "real",
  connect: async (options: TargetOptions) => {
    const { address } = await localStack();
    runs += 1;
    return connectRemote({ ...address, runId: `${address.runId}-${runs}` }, options);
  },
  turn: turns(4),
};

const noFaults: Skip = {
  reason: "LocalStack loses no answers when it is asked to",
  tests: ["a message whose answer was lost is uncertain, and there"],
};
const noCeiling: Skip = {
  reason: "PutRecords of LocalStack takes more than 500 records",
  tests: ["a call of more messages than it takes is refused"],
};

if (hindrance === undefined) {
  for (const name of [
    "kinesis shared",
    "sqs-fifo",
    "sqs-standard",
  ] as const satisfies DesignName[]) {
    channelContract(`a channel of ${name} on LocalStack`, {
      design: designs[name],
      place,
      skip: [...skips[name], noFaults, ...(name === "kinesis shared" ? [noCeiling] : [])],
    });
  }
  console.warn("skipped: the channel of kinesis fan-out on LocalStack: it pushes nothing");
} else {
  it.runIf(isRequired)("the contract of channels can be checked on LocalStack", () => {
    expect(hindrance).toBeUndefined();
  });
  it.skip(`the contract of channels on LocalStack: ${hindrance}`, () => {});
  console.warn(`skipped: the contract of channels on LocalStack: ${hindrance}`);
}
