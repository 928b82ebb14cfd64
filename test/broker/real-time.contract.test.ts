import { Emulator } from "../../src/emulator/emulator.ts";
import { serveEmulator } from "../../src/emulator/host/http/server.ts";
import { startEmbedded } from "../../src/targets/embedded.ts";
import { connectRemote } from "../../src/targets/remote.ts";
import type { TargetAddress, TargetOptions } from "../../src/targets/target.ts";
import { channelContract } from "./channel-contract.ts";
import type { Place } from "./channel-rig.ts";
import { type DesignName, designs, skips } from "./contract-designs.ts";

const embedded: Place = {
  clock: "real",
  connect: async (options) => startEmbedded(options),
};

/** As `convoy serve` and `--target endpoint` work together: each on its own end of a socket. */
const served: Place = { clock: "real", connect: connectServed };

async function connectServed(options: TargetOptions) {
  const { seed, faults } = options;
  const server = await serveEmulator(new Emulator({ seed, faults, startMs: Date.now() }));
  const address: TargetAddress = {
    kind: "endpoint",
    label: "the served model",
    region: "us-east-1",
    kinesisEndpoint: server.url,
    sqsEndpoint: server.url,
    services: ["kinesis", "sqs"],
    credentials: "dummy",
    runId: "0badcafe",
  };
  const target = connectRemote(address, options);
  return {
    ...target,
    [Symbol.asyncDispose]: async () => {
      await target[Symbol.asyncDispose]();
      await server.close();
    },
  };
}

for (const [name, design] of Object.entries(designs)) {
  const skip = skips[name as DesignName];
  channelContract(`a channel of ${name} on the embedded model in real time`, {
    design,
    place: embedded,
    skip,
  });
  channelContract(`a channel of ${name} on the served model`, { design, place: served, skip });
}
