/** Waits until its parent is gone, then removes the containers of the run that it was given. */
import { setTimeout as sleep } from "node:timers/promises";

import { containerEngine, removeContainers } from "./container-engine.ts";

/** A container that the engine was still making when the parent ended appears later. */
const looksAfterMs = [0, 1000, 4000, 15_000];

process.once("disconnect", () => void removeAll());

async function removeAll(): Promise<void> {
  const [, , runId = ""] = process.argv;
  const engine = await containerEngine();
  for (const waitMs of looksAfterMs) {
    await sleep(waitMs);
    if ((await removeContainers(engine, runId)) > 0) return;
  }
}
