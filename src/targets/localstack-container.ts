import type { Readable } from "node:stream";

import { LocalstackContainer } from "@testcontainers/localstack";

import type { ServiceName } from "../emulator/service-name.ts";
import { TargetError } from "../errors.ts";
import { type ContainerEngine, isLocal, removeContainers, runLabel } from "./container-engine.ts";

export interface ContainerOptions {
  readonly image: string;
  readonly services: readonly ServiceName[];
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** Without the pull. The engine's first start of a big image may take a minute by itself. */
const startWithinMs = 180_000;
const port = 4566;
const logLinesShown = 5;

/** By what a user finds the container. */
export function containerName(runId: string): string {
  return `convoy-localstack-${runId}`;
}

/**
 * What a benchmark needs to be set, and why. Anything else is as LocalStack has it: no quotas, and queue URLs whose host the clients
 * do not look at.
 */
function environment(services: readonly ServiceName[]): Record<string, string> {
  const token = process.env["LOCALSTACK_AUTH_TOKEN"];
  return {
    SERVICES: services.join(","),
    // Before the first request, not in its latency.
    EAGER_SERVICE_LOADING: "1",
    // 100 by default, which a suite may exceed.
    KINESIS_SHARD_LIMIT: "10000",
    // By default half a second for each change of a stream: neither what AWS takes, nor anything that is measured.
    KINESIS_LATENCY: "0",
    // By default the engine writes all that it holds to a file every five seconds.
    KINESIS_PERSISTENCE: "0",
    // Metrics of every queue, for a CloudWatch that is not started.
    SQS_DISABLE_CLOUDWATCH_METRICS: "1",
    // A line of log for each request takes time from it.
    LS_LOG: "warning",
    // Nothing outside is asked or told anything: no telemetry, no certificate (all is plain HTTP), no name server.
    DISABLE_EVENTS: "1",
    SKIP_SSL_CERT_DOWNLOAD: "1",
    DNS_ADDRESS: "0",
    ...(token !== undefined && { LOCALSTACK_AUTH_TOKEN: token }),
  };
}

class Container extends LocalstackContainer {
  readonly #engine: ContainerEngine;
  readonly #signal: AbortSignal;
  #log: ReturnType<typeof tailOf> | undefined;
  constructor(engine: ContainerEngine, { image, services, runId, signal }: ContainerOptions) {
    super(image);
    this.#engine = engine;
    this.#signal = signal;
    this.withName(containerName(runId))
      .withLabels({ [runLabel]: runId })
      .withEnvironment(environment(services))
      .withStartupTimeout(startWithinMs);
  }
  /** Testcontainers publishes on all interfaces, and LocalStack asks nobody who they are. */
  publishOnLoopback(): void {
    this.hostConfig.PortBindings = { [`${port}/tcp`]: [{ HostIp: "127.0.0.1", HostPort: "0" }] };
  }
  protected override async containerCreated(id: string): Promise<void> {
    this.#signal.throwIfAborted();
    // From before it runs: Testcontainers removes one that ends too soon, and its log with it.
    const { container } = this.#engine;
    this.#log = tailOf(await container.attach(container.getById(id)));
  }
  logEnd(): string {
    return this.#log?.text() ?? "";
  }
  unfollow(): void {
    this.#log?.end();
  }
}

/**
 * Creates and starts it, and waits until it says that it is ready: its base URL. Throws TargetError with the end of its log when it
 * does not, and the signal's reason when that is aborted; a container may be left behind then.
 */
export async function startLocalStack(
  engine: ContainerEngine,
  options: ContainerOptions,
): Promise<string> {
  const { signal, image, runId } = options;
  const container = new Container(engine, options);
  const local = await isLocal(engine);
  if (local) container.publishOnLoopback();
  const starting = container.start();
  try {
    const started = await Promise.race([starting, abortionOf(signal)]);
    return `http://${local ? "127.0.0.1" : started.getHost()}:${started.getPort()}`;
  } catch (error) {
    // Testcontainers' start knows no signal, but ends when there is no container to wait for.
    await removeContainers(engine, runId);
    await Promise.allSettled([starting]);
    signal.throwIfAborted();
    const { message } = error as Error;
    throw new TargetError(`${image} did not start: ${message}${container.logEnd()}`, {
      cause: error,
    });
  } finally {
    container.unfollow();
  }
}

function abortionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

/** The end of what comes out of a stream, for a message. */
function tailOf(stream: Readable) {
  let lines: readonly string[] = [];
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    lines = [...lines, ...chunk.split("\n").filter((line) => line.trim() !== "")];
    lines = lines.slice(-logLinesShown);
  });
  return {
    text: (): string => lines.map((line) => `\n  ${line.trimEnd()}`).join(""),
    /** A stream that is left open keeps this process alive. */
    end: (): void => void stream.destroy(),
  };
}
