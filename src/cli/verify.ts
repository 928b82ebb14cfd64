import { Command, Option } from "commander";
import yoctoSpinner from "yocto-spinner";

import { exitCodes } from "../errors.ts";
import { verdictJson } from "../report/json/verdict-json.ts";
import { verdictText } from "../report/terminal/verdict-text.ts";
import { profiles, type ProfileName } from "../verify/profile.ts";
import { createVerifier } from "../verify/verify.ts";
import { heapWatch } from "./heap-watch.ts";
import { printPieces } from "./print-pieces.ts";
import { readHistoryFiles, type ReadingProgress } from "./read-history.ts";

export function verifyCommand(): Command {
  return new Command("verify")
    .argument(
      "<history...>",
      "history files (JSON lines, perhaps gzip'ed), as written by bench --history or by a tool of your own; several are merged by time; - is standard input",
    )
    .addOption(
      new Option("--guarantee <profile>", "what the history must guarantee")
        .choices(Object.keys(profiles))
        .default("ordered"),
    )
    .option("--json", "print the verdict as JSON")
    .addHelpText(
      "after",
      `
What a history is: docs/HISTORY.md. Exit codes: 0 valid, 1 invalid or unknown, 2 bad usage or bad input.

Examples:
  convoy verify history.jsonl
  convoy verify producer.jsonl worker-1.jsonl worker-2.jsonl --guarantee exactly-once-ordered
  zstdcat history.jsonl.zst | convoy verify - --json`,
    )
    .action(verifyFiles);
}

async function verifyFiles(
  files: readonly string[],
  options: { readonly guarantee: ProfileName; readonly json?: boolean },
): Promise<void> {
  const verifier = createVerifier({
    profile: profiles[options.guarantee],
    isMemoryShort: heapWatch(),
  });
  const progress = showReading();
  try {
    await readHistoryFiles(files, verifier, progress.tell);
  } finally {
    progress.close();
  }
  const verdict = verifier.close();
  // Also if nobody reads on.
  if (verdict.verdict !== "valid") process.exitCode = exitCodes.expectationFailed;
  await printPieces(options.json === true ? verdictJson(verdict) : [`${verdictText(verdict)}\n`]);
}

/** On a terminal, how far reading is. */
function showReading(): { tell: (progress: ReadingProgress) => void; close: () => void } {
  const isShown = process.stderr.isTTY && process.env["TERM"] !== "dumb" && !("CI" in process.env);
  if (!isShown) return { tell: () => {}, close: () => {} };
  const spinner = yoctoSpinner({ text: "reading" }).start();
  return {
    tell: ({ records, seconds, share }) => {
      const part = share === undefined ? "" : `, ${Math.floor(share * 100)} %`;
      const rate = `${(records / seconds / 1e6).toFixed(2)} million/s`;
      spinner.text = `${records.toLocaleString("en-US")} records, ${rate}${part}`;
    },
    close: () => void spinner.stop(),
  };
}
