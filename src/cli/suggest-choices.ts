import { type Command, InvalidArgumentError } from "commander";

import { nearest } from "../scenario/did-you-mean.ts";

/** Options with a list of choices say which one may have been meant, as commands and names of options do. */
export function suggestChoices(command: Command): void {
  for (const option of command.options) {
    const { argChoices, parseArg } = option;
    if (argChoices === undefined || parseArg === undefined) continue;
    option.argParser((value, previous) => {
      const meant = argChoices.includes(value) ? undefined : nearest(value, argChoices);
      if (meant === undefined) return parseArg(value, previous);
      throw new InvalidArgumentError(
        `Allowed choices are ${argChoices.join(", ")}.\n(Did you mean ${meant}?)`,
      );
    });
  }
}
