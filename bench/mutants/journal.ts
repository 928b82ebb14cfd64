/** The fates of mutants, in a file: a run that was broken off goes on where it was. Only for sources and tests that stay as they are. */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";

import type { Mutant } from "./list.ts";
import type { TestRun } from "./run-tests.ts";

interface Entry {
  readonly name: string;
  readonly run: TestRun;
}

export class Journal {
  readonly #file: string | undefined;
  readonly #known = new Map<string, TestRun>();

  /** Without a file nothing is kept. */
  constructor(file: string | undefined) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    for (const line of readFileSync(file, "utf8").split("\n")) {
      if (line === "") continue;
      const { name, run } = JSON.parse(line) as Entry;
      this.#known.set(name, run);
    }
  }

  get(what: Mutant | string): TestRun | undefined {
    return this.#known.get(nameOf(what));
  }

  /** Of names of test files: without a mutant. */
  add(what: Mutant | string, run: TestRun): void {
    this.#known.set(nameOf(what), run);
    if (this.#file === undefined) return;
    const entry: Entry = { name: nameOf(what), run };
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}

function nameOf(what: Mutant | string): string {
  if (typeof what === "string") return what;
  const { file, line, text } = what;
  return `${file}:${line} ${createHash("sha256").update(text).digest("hex")}`;
}
