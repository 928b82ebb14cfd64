/** Plants mutants of a folder, one at a time, and runs the folder's tests on each, then, where those notice nothing, wider ones. */
import type { Copy } from "./copy.ts";
import { inOrder, type MutatedFolder, testsOf } from "./folders.ts";
import type { Journal } from "./journal.ts";
import type { Mutant } from "./list.ts";
import { runTests, type TestRun } from "./run-tests.ts";

export type Survivor = Omit<Mutant, "text">;

export interface Outcome {
  readonly folder: MutatedFolder;
  /** Mutants that there are, of which those planted are a sample. */
  readonly of: number;
  readonly planted: number;
  readonly killed: number;
  /** Of those: no test failed, but their run never came to an end. */
  readonly neverEnded: number;
  readonly survivors: readonly Survivor[];
}

export async function judge(
  copy: Copy,
  folder: MutatedFolder,
  mutants: readonly Mutant[],
  journal: Journal,
  tell: (mutant: Mutant, run: TestRun) => void,
): Promise<Omit<Outcome, "of">> {
  const survivors: Survivor[] = [];
  let neverEnded = 0;
  for (const mutant of mutants) {
    let run = journal.get(mutant);
    if (run === undefined) {
      run = await fateOf(copy, folder, mutant, journal);
      journal.add(mutant, run);
    }
    tell(mutant, run);
    if (run.outcome === "never ended" || run.outcome === "no answer") neverEnded += 1;
    if (run.outcome === "passed") survivors.push(mutant);
  }
  const killed = mutants.length - survivors.length;
  return { folder, planted: mutants.length, killed, neverEnded, survivors };
}

async function fateOf(
  copy: Copy,
  folder: MutatedFolder,
  mutant: Mutant,
  journal: Journal,
): Promise<TestRun> {
  for (const tests of inOrder(testsOf(folder), mutant.file)) {
    const run = await underFault(copy, mutant, tests);
    if (run.outcome === "passed") continue;
    const noticed = run.file === undefined ? tests : [run.file];
    // Of what the machine may be to blame for, an earlier answer says nothing.
    if (run.outcome !== "failed" || journal.get(noticed.join(" ")) === undefined) {
      await beSound(copy, noticed, journal);
    }
    return run;
  }
  return { outcome: "passed", failed: "" };
}

async function underFault(copy: Copy, mutant: Mutant, tests: readonly string[]): Promise<TestRun> {
  using _ = copy.plant(mutant);
  return await runForAnswer(copy, tests);
}

/** What fails without a mutant says nothing about one. */
async function beSound(copy: Copy, tests: readonly string[], journal: Journal): Promise<void> {
  const run = await runForAnswer(copy, tests);
  const { outcome, failed } = run;
  if (outcome !== "passed") throw new Error(`without any mutant: ${outcome}: ${failed}`);
  journal.add(tests.join(" "), run);
}

/** Where there was none, it is asked a second time. */
async function runForAnswer(copy: Copy, tests: readonly string[]): Promise<TestRun> {
  const run = await runTests(copy, tests);
  return run.outcome === "no answer" ? runTests(copy, tests) : run;
}
