import { createInterface } from "node:readline/promises";

import { InputError } from "../errors.ts";

/** Asks on the terminal; anything but yes is no. Throws InputError, with what to give instead, where there is no terminal. */
export async function confirm(question: string, instead: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new InputError(`there is no terminal to confirm on: give ${instead}`);
  }
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await dialogue.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    // Ctrl-C or Ctrl-D.
    return false;
  } finally {
    dialogue.close();
  }
}
