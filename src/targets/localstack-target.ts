import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { ImageName } from "testcontainers";

import { TargetError } from "../errors.ts";
import { type ContainerEngine, containerEngine, removeContainers } from "./container-engine.ts";
import { guardContainers } from "./container-guard.ts";
import type { HostedTarget, HostOptions } from "./host-target.ts";
import { containerName, type ContainerOptions, startLocalStack } from "./localstack-container.ts";
import { defaultLocalStackImage, pullImage } from "./localstack-image.ts";
import { connectRemote } from "./remote.ts";
import type { TargetAddress } from "./target.ts";

/** LocalStack in a container of its own, which is removed when it is disposed of, unless it is to be kept. */
export async function hostLocalStack(options: HostOptions, runId: string): Promise<HostedTarget> {
  const { keep = false, onProgress } = options;
  const {
    image = defaultLocalStackImage,
    services = ["kinesis", "sqs"],
    signal = new AbortController().signal,
  } = options;
  const engine = await containerEngine();
  const guard = guardContainers(runId);
  const remove = async (): Promise<void> => {
    await removeContainers(engine, runId);
    guard[Symbol.dispose]();
  };
  const container = { image, services, runId, signal };
  try {
    await provide(engine, image, { ...options, signal });
    onProgress(`starting ${image}`);
    const url = await startLocalStack(engine, container);
    const address = await answeringAt(url, container);
    if (!keep) return { address, [Symbol.asyncDispose]: remove };
    guard[Symbol.dispose]();
    return {
      address,
      [Symbol.asyncDispose]: async () => {
        const removal = `docker rm -f ${containerName(runId)}`;
        onProgress(`${address.label} stays at ${url}, until ${removal}`);
      },
    };
  } catch (error) {
    // What went wrong first is what the user must hear of; where the removal fails the guard tries again.
    await remove().catch(() => {});
    throw error;
  }
}

/** Sees to it that the engine has the image. */
async function provide(
  engine: ContainerEngine,
  image: string,
  { onProgress, onStep = () => {}, signal }: HostOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const name = ImageName.fromString(image);
  if (await engine.image.exists(name)) return;
  onProgress(`pulling ${image}`);
  try {
    await pullImage(engine, name.string, onStep, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      // With the user's credentials, which Testcontainers knows to find; without progress.
      return engine.image.pull(name).catch(() => {
        throw error;
      });
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new TargetError(`could not pull ${image}: ${(error as Error).message}`, { cause: error });
  }
}

/** The first call of each service starts it in earnest (the engine of Kinesis among it), so it must not be one that is measured. */
async function answeringAt(
  url: string,
  { image, services, runId, signal }: ContainerOptions,
): Promise<TargetAddress> {
  try {
    const health = await fetch(`${url}/_localstack/health`, { signal });
    const { version = "of an unknown version" } = (await health.json()) as { version?: string };
    const address: TargetAddress = {
      kind: "localstack",
      label: `LocalStack ${version}`,
      region: "us-east-1",
      ...(services.includes("kinesis") && { kinesisEndpoint: url }),
      ...(services.includes("sqs") && { sqsEndpoint: url }),
      services,
      credentials: "dummy",
      runId,
    };
    await using target = connectRemote(address, {});
    const options = { abortSignal: signal };
    if (services.includes("kinesis"))
      await target.kinesis().send(new ListStreamsCommand(), options);
    if (services.includes("sqs")) await target.sqs().send(new ListQueuesCommand(), options);
    return address;
  } catch (error) {
    signal.throwIfAborted();
    const { message } = error as Error;
    throw new TargetError(`${image} is up, but does not answer: ${message}`, { cause: error });
  }
}
