import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { type ContainerRuntimeClient, getContainerRuntimeClient } from "testcontainers";

import { TargetError } from "../errors.ts";

/** What answers where Testcontainers looks: `DOCKER_HOST`, `~/.testcontainers.properties`, the usual sockets. */
export type ContainerEngine = ContainerRuntimeClient;

/** On every container that a run makes, with the run's id. */
export const runLabel = "convoy.run";

/** Throws TargetError where no engine answers. */
export async function containerEngine(): Promise<ContainerEngine> {
  // Convoy's own guard removes what is left: Ryuk is one more image to pull, wants the engine's socket and outlives the run.
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
  const asked = process.env["DOCKER_HOST"];
  let engine: ContainerEngine;
  try {
    engine = await getContainerRuntimeClient();
  } catch (error) {
    throw noEngine(asked, error);
  }
  // Testcontainers goes on to the usual sockets when the engine that was asked for does not answer.
  const { socketPath } = engine.container.dockerode.modem as { readonly socketPath?: string };
  if (asked !== undefined && socketPath !== undefined && !asked.endsWith(socketPath)) {
    throw noEngine(asked, undefined);
  }
  return engine;
}

function noEngine(asked: string | undefined, cause: unknown): TargetError {
  const where = asked === undefined ? "" : ` at DOCKER_HOST=${asked}`;
  return new TargetError(
    `--target localstack needs Docker, and no engine answers${where}: start it, or set DOCKER_HOST. ` +
      "--target embedded needs none",
    { cause },
  );
}

/**
 * Whether what the engine publishes on 127.0.0.1 is published on this machine. Inside a container Testcontainers goes by the bridge's
 * address, and that is this machine's own when the engine is in here too.
 */
export async function isLocal(engine: ContainerEngine): Promise<boolean> {
  const server = createServer().listen(0, engine.info.containerRuntime.host);
  try {
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Removes what the run made, running or not, with its volumes, and waits until it is gone. Says how many containers that were. */
export async function removeContainers(engine: ContainerEngine, runId: string): Promise<number> {
  const { dockerode } = engine.container;
  const containersOfRun = () =>
    dockerode.listContainers({ all: true, filters: { label: [`${runLabel}=${runId}`] } });
  const found = await containersOfRun();
  for (const { Id } of found) {
    await dockerode
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch((error: { readonly statusCode?: number }) => {
        // Gone, or somebody else is removing it.
        if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
      });
  }
  // Where somebody else removes it, the engine may still be at it.
  for (let looks = 0; looks < mostLooks && (await containersOfRun()).length > 0; looks++)
    await sleep(betweenLooksMs);
  return found.length;
}

const betweenLooksMs = 200;
/** A busy engine takes some seconds to remove a big container. */
const mostLooks = 150;
