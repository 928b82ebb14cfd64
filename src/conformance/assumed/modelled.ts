import type { Modelled } from "./assumptions-page.ts";
import { type Path, published } from "./published.ts";
import { sendToHandler } from "./send-to-handler.ts";

/** As many as were sent for the published figures. */
const messages = 1024;
const seed = 1;

/** The published experiment with one latency profile, on every path. */
export async function modelledWith(
  latency: "published-2022" | "documented-only",
): Promise<Modelled> {
  const entries = [];
  for (const path of Object.keys(published) as Path[]) {
    entries.push([
      path,
      await sendToHandler(path, { seed, messages, model: { latency } }),
    ] as const);
  }
  return Object.fromEntries(entries) as Modelled;
}
