import { createInterface } from "node:readline/promises";

import { ConvoyError, exitCodes, InputError } from "../errors.ts";

/**
 * Asks on the terminal; anything but yes, Ctrl-D too, is no. Throws InputError, with what to give instead, where there is no terminal,
 * and ConvoyError on Ctrl-C.
 */
export async function confirm(question: string, instead: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new InputError(`there is no terminal to confirm on: give ${instead}`);
  }
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  // Left alone, a question whose dialogue ends is never answered.
  const ended = new AbortController();
  let isInterrupted = false;
  dialogue.once("SIGINT", () => {
    isInterrupted = true;
    ended.abort();
  });
  dialogue.once("close", () => ended.abort());
  try {
    const answer = await dialogue.question(`${question} [y/N] `, { signal: ended.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    process.stderr.write("\n");
    if (isInterrupted) throw new ConvoyError("interrupted at the question", exitCodes.interrupted);
    return false;
  } finally {
    dialogue.close();
  }
}
