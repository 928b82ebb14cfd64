/** A copy of the repository, as it is on the disk now, to plant faults in: the original stays as it is, whatever happens. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Mutant } from "./list.ts";

export class Copy implements Disposable {
  readonly folder: string;
  /** For what tests write there: it goes with the copy. */
  readonly temporary: string;
  readonly #whole: string;

  constructor() {
    this.#whole = mkdtempSync(join(realpathSync(tmpdir()), "convoy-mutants-"));
    this.folder = join(this.#whole, "copy");
    this.temporary = join(this.#whole, "tmp");
    mkdirSync(this.temporary);
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"]);
    const deleted = execFileSync("git", ["ls-files", "-d", "-z"]);
    const gone = new Set(namesIn(deleted));
    for (const file of namesIn(listed)) {
      if (!gone.has(file)) cpSync(file, join(this.folder, file), { recursive: true });
    }
    process.once("exit", () => this[Symbol.dispose]());
    symlinkSync(realpathSync("node_modules"), join(this.folder, "node_modules"));
  }

  /** Until the value that this gives is disposed of. */
  plant({ file, text }: Mutant): Disposable {
    const path = join(this.folder, file);
    const sound = readFileSync(path, "utf8");
    writeFileSync(path, text);
    return { [Symbol.dispose]: () => writeFileSync(path, sound) };
  }

  [Symbol.dispose](): void {
    // Tests that were interrupted may still write into it.
    rmSync(this.#whole, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

function namesIn(listed: Buffer): string[] {
  return listed
    .toString()
    .split("\0")
    .filter((name) => name !== "");
}
