import { createInterface } from "node:readline/promises";

import { InputError, Interrupted } from "../errors.ts";

/**
 * Asks on the terminal; anything but yes, Ctrl-D too, is no. Throws InputError, with what to give instead, where there is no terminal,
 * and Interrupted on Ctrl-C, or when the signal aborts.
 */
export async function confirm(
  question: string,
  instead: string,
  signal?: AbortSignal,
): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new InputError(`there is no terminal to confirm on: give ${instead}`);
  }
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  // Left alone, a question whose dialogue ends is never answered.
  const ended = new AbortController();
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    ended.abort();
  };
  dialogue.once("SIGINT", interrupt);
  signal?.addEventListener("abort", interrupt, { once: true });
  dialogue.once("close", () => ended.abort());
  try {
    const answer = await dialogue.question(`${question} [y/N] `, { signal: ended.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    process.stderr.write("\n");
    if (isInterrupted) throw new Interrupted("interrupted at the question: nothing was created");
    return false;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    dialogue.close();
  }
}
