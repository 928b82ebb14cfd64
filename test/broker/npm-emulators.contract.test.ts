import { afterAll } from "vitest";

import {
  type NpmEmulator,
  type NpmEmulatorName,
  startNpmEmulator,
} from "../../src/targets/npm-emulators.ts";
import { connectRemote } from "../../src/targets/remote.ts";
import type { TargetAddress, TargetOptions } from "../../src/targets/target.ts";
import { channelContract, type Skip } from "./channel-contract.ts";
import { type Place, turns } from "./channel-rig.ts";
import { type DesignName, designs, skips } from "./contract-designs.ts";

const noFaults: Skip = {
  reason: "an emulator of others loses no answers when it is asked to",
  tests: ["a message whose answer was lost is uncertain, and there"],
};

const emulators = new Map<NpmEmulatorName, Promise<NpmEmulator>>();

function emulatorOf(name: NpmEmulatorName): Promise<NpmEmulator> {
  const started = emulators.get(name) ?? startNpmEmulator(name);
  emulators.set(name, started);
  return started;
}

afterAll(async () => {
  for (const started of emulators.values()) await (await started).stop();
});

let runs = 0;

const turnsOf = new Map<NpmEmulatorName, ReturnType<typeof turns>>();

function turnOf(name: NpmEmulatorName): ReturnType<typeof turns> {
  const turn = turnsOf.get(name) ?? turns(4);
  turnsOf.set(name, turn);
  return turn;
}

/** One emulator for all checks: every run has names of its own. */
function placeOf(name: NpmEmulatorName): Place {
  const connect = async (options: TargetOptions) => {
    const { url } = await emulatorOf(name);
    runs += 1;
    const address: TargetAddress = {
      kind: "npm-emulators",
      label: name,
      region: "us-east-1",
      kinesisEndpoint: url,
      sqsEndpoint: url,
      services: ["kinesis", "sqs"],
      credentials: "dummy",
      runId: `run${runs}`,
    };
    return connectRemote(address, options);
  };
  // As AWS, kinesis-local creates no more than five streams at once.
  return { clock: "real", connect, turn: turnOf(name) };
}

function contract(emulator: NpmEmulatorName, name: DesignName, ...more: readonly Skip[]): void {
  channelContract(`a channel of ${name} on ${emulator}`, {
    design: designs[name],
    place: placeOf(emulator),
    skip: [...skips[name], noFaults, ...more],
  });
}

const tooMany: Skip = {
  reason: "kinesis-local takes more than 500 records in a call",
  tests: ["a call of more messages than it takes is refused"],
};
const reshards = [
  "lanes that are split end, and have children that go on",
  "lanes that are merged end, and have a child with two parents",
];

contract("kinesis-local", "kinesis shared", tooMany);
contract("kinesalite", "kinesis shared", {
  reason: "kinesalite knows no UpdateShardCount",
  tests: reshards,
});
contract(
  "kinesis-local",
  "kinesis fan-out",
  tooMany,
  {
    reason: "a subscription to a closed shard has no end on kinesis-local",
    tests: reshards,
  },
  {
    reason: "on kinesis-local a second subscription does not end the first of its consumer",
    tests: ["what is not settled comes again"],
  },
);
contract("fauxqs", "sqs-fifo");
contract("fauxqs", "sqs-standard");
console.warn(
  "skipped: the channel of kinesis fan-out on kinesalite: it knows no RegisterStreamConsumer",
);
