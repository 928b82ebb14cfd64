import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

import { KinesisClient, ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect, test } from "vitest";

import {
  type NpmEmulator,
  npmEmulatorNames,
  startNpmEmulator,
} from "../../src/targets/npm-emulators.ts";

const module = new URL("../../src/targets/npm-emulators.ts", import.meta.url);

test.each(npmEmulatorNames)("%s starts, answers the SDK and stops", async (name) => {
  const emulator = await startNpmEmulator(name);
  await ask(emulator);
  await emulator.stop();
  expect(await isOpen(emulator.url)).toBe(false);
  await emulator.stop();
});

test("two of one kind run side by side", async () => {
  await using one = await startNpmEmulator("kinesalite");
  await using other = await startNpmEmulator("kinesalite");
  expect(one.url).not.toBe(other.url);
});

test.each(npmEmulatorNames)("%s ends with a parent that is killed", async (name) => {
  const script = `const { startNpmEmulator } = await import(${JSON.stringify(module.href)});
    console.log((await startNpmEmulator(${JSON.stringify(name)})).url);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
  expect(await isOpen(url)).toBe(true);
  parent.kill("SIGKILL");
  // The test fails by its time limit if the emulator stays.
  while (await isOpen(url)) await new Promise((resolve) => setTimeout(resolve, 20));
});

async function ask({ services, url }: NpmEmulator): Promise<void> {
  const config = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  };
  for (const service of services) {
    const answer =
      service === "kinesis"
        ? await new KinesisClient(config).send(new ListStreamsCommand())
        : await new SQSClient(config).send(new ListQueuesCommand());
    expect(answer.$metadata.httpStatusCode).toBe(200);
  }
}

/** Whether anything accepts connections there. */
async function isOpen(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
