import type { HostedTarget, HostOptions } from "./host-target.ts";
import { startNpmEmulator } from "./npm-emulators.ts";

/** A Kinesis emulator and fauxqs from npm, as child processes of this one. */
export async function hostNpmEmulators(
  { kinesisEmulator = "kinesis-local", onProgress }: HostOptions,
  runId: string,
): Promise<HostedTarget> {
  onProgress(`starting ${kinesisEmulator} and fauxqs`);
  const kinesis = await startNpmEmulator(kinesisEmulator);
  const sqs = await startNpmEmulator("fauxqs").catch(async (error: unknown) => {
    await kinesis.stop();
    throw error;
  });
  return {
    address: {
      kind: "npm-emulators",
      label: `${kinesis.name} ${kinesis.version} and ${sqs.name} ${sqs.version}`,
      region: "us-east-1",
      kinesisEndpoint: kinesis.url,
      sqsEndpoint: sqs.url,
      services: ["kinesis", "sqs"],
      credentials: "dummy",
      runId,
    },
    [Symbol.asyncDispose]: async () => {
      await sqs.stop();
      await kinesis.stop();
    },
  };
}
