/** One command's account, and that whatever may be left on it is said, however the command ends. */
import { rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

import { exitCodes } from "../errors.ts";
import { Account, newTerms } from "../targets/account.ts";
import { type LeftOver, leftOver, leftOverText, removalCommand } from "../targets/left-over.ts";
import { connectTarget, type TargetAddress } from "../targets/target.ts";

export interface WatchOptions {
  /** Aborts when somebody wants the command to end now. */
  readonly interrupted: AbortSignal;
  /** Where `run.json` says what there is while the command goes on: it stays when the command is killed. */
  readonly record?: { readonly folder: string; readonly facts: object };
}

export interface Watch {
  readonly account: Account;
  readonly left: () => readonly LeftOver[];
  /** For `run.json`: what is left, and what was spent of what was agreed to. */
  readonly facts: () => object;
  /** Tries once more to delete what nobody could before: a thread may have ended without a chance to. */
  readonly sweep: () => Promise<void>;
  /** The results are written: `run.json` is theirs. */
  readonly recorded: () => void;
}

/**
 * Opens the account. At the end of the process, whatever ends it, what is left is on stderr; where nothing is, the file that would
 * have told of it is taken away again.
 */
export function watchOver(address: TargetAddress, { interrupted, record }: WatchOptions): Watch {
  const terms = newTerms(address);
  const left = (): readonly LeftOver[] =>
    terms.isLasting ? leftOver(account.ledger.left(), address) : [];
  let note: RunNote | undefined;
  const account = new Account(terms, {
    interrupted,
    onChange: () => note?.write("under way"),
  });
  if (record !== undefined && terms.isLasting) {
    note = runNote(record.folder, (state) => ({
      ...record.facts,
      state,
      address,
      ifThisProcessIsGone: removalCommand(address),
      left: left(),
    }));
    note.write("under way");
  }
  // Before the folder is taken back, which must be empty for that.
  process.prependOnceListener("exit", () => {
    const text = leftOverText(left(), address);
    if (text === "") return note?.remove();
    note?.write("ended early");
    writeStderr(text);
    if (process.exitCode === undefined || Number(process.exitCode) < exitCodes.usage) {
      process.exitCode = exitCodes.target;
    }
  });
  return {
    account,
    left,
    facts: () => ({
      ...(left().length > 0 && { left: left() }),
      ...(address.agreedUsd !== undefined && {
        cost: {
          agreedUsd: address.agreedUsd,
          spentUsd: Number(account.spentUsd.toFixed(6)),
          isUsedUp: account.usedUp.aborted,
        },
      }),
    }),
    sweep: async () => {
      if (account.ledger.left().every(({ state }) => state === "kept")) return;
      const target = await connectTarget(address, { seed: 0, faults: [], account });
      await target[Symbol.asyncDispose]();
    },
    recorded: () => {
      note = undefined;
    },
  };
}

interface RunNote {
  readonly write: (state: string) => void;
  readonly remove: () => void;
}

/** A folder that is gone, or full, must not stop what is under way: stderr says it all the same. */
function runNote(folder: string, content: (state: string) => object): RunNote {
  const file = join(folder, "run.json");
  let isWritten = false;
  return {
    write: (state) => {
      try {
        writeFileSync(file, `${JSON.stringify(content(state), undefined, 2)}\n`);
        isWritten = true;
      } catch {
        isWritten = false;
      }
    },
    remove: () => {
      if (isWritten) rmSync(file, { force: true });
    },
  };
}

/** At once: a process that exits does not wait for its streams. */
function writeStderr(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    process.stderr.write(text);
  }
}
