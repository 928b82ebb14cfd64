import type { Fate } from "../client/fate.ts";
import type { ChannelRun } from "./broker.ts";

/** Waits for a request that sends events, and gives their fates as the tap saw them. Throws what is no fate of a send. */
export async function fatesOf(
  sent: Promise<unknown>,
  input: object,
  run: ChannelRun,
): Promise<readonly Fate[]> {
  try {
    await sent;
  } catch (error) {
    if (run.fatesOf(input).length === 0) throw error;
  }
  return run.fatesOf(input);
}
