import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

import { Command, Option } from "commander";

import { exitCodes, InputError } from "../errors.ts";
import { decodeHistory } from "../history/history-file.ts";
import { verdictText } from "../report/terminal/verdict-text.ts";
import { profiles, type ProfileName } from "../verify/profile.ts";
import { createVerifier } from "../verify/verify.ts";

export function verifyCommand(): Command {
  return new Command("verify")
    .argument("<history>", "history file, as written by bench --history or by a tool of your own")
    .addOption(
      new Option("--guarantee <profile>", "what the history must guarantee")
        .choices(Object.keys(profiles))
        .default("ordered"),
    )
    .option("--json", "print the verdict as JSON")
    .addHelpText("after", "\nExit codes: 0 valid, 1 invalid or unknown, 2 bad usage or bad input.")
    .action(verifyFile);
}

async function verifyFile(
  file: string,
  options: { readonly guarantee: ProfileName; readonly json?: boolean },
): Promise<void> {
  const verifier = createVerifier({ profile: profiles[options.guarantee] });
  const input = createReadStream(file, "utf8");
  const unreadable = new Promise<never>((_, reject) => {
    input.once("error", (error) =>
      reject(new InputError(`${file}: cannot be read: ${error.message}`, { cause: error })),
    );
  });
  const judging = async (): Promise<void> => {
    for await (const record of decodeHistory(createInterface({ input }), file)) {
      verifier.add(record);
    }
  };
  await Promise.race([judging(), unreadable]);
  const verdict = verifier.close();
  console.log(
    options.json === true
      ? JSON.stringify(
          { ...verdict, countsByKey: Object.fromEntries(verdict.countsByKey) },
          undefined,
          2,
        )
      : verdictText(verdict),
  );
  if (verdict.verdict !== "valid") process.exitCode = exitCodes.expectationFailed;
}
