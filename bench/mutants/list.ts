/** The mutants of a file: Stryker's instrumenter says what may be changed into what; each is then a text of its own, as if typed by hand. */
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

import { Instrumenter } from "@stryker-mutator/instrumenter";

/** A program with one small fault. */
export interface Mutant {
  /** Relative to the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The kind of change, in Stryker's words. */
  readonly mutator: string;
  readonly before: string;
  readonly after: string;
  /** The whole file with the fault in it. */
  readonly text: string;
}

const quiet = (): void => undefined;
const no = (): boolean => false;
const logger = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
};

export async function mutantsOf(file: string): Promise<Mutant[]> {
  const content = readFileSync(file, "utf8");
  const { mutants } = await new Instrumenter(logger).instrument(
    [{ name: file, content, mutate: true }],
    { plugins: null, excludedMutations: [], ignorers: [] },
  );
  const starts = lineStarts(content);
  return mutants.map(({ location: { start, end }, mutatorName: mutator, replacement }) => {
    const [from, to] = [starts[start.line]! + start.column, starts[end.line]! + end.column];
    const before = content.slice(from, to);
    const text = planted(content, from, to, replacement, mutator);
    return { file, line: start.line + 1, mutator, before, after: replacement, text };
  });
}

/** A text that does not parse would fail every test, and say nothing of them. */
function planted(
  content: string,
  from: number,
  to: number,
  replacement: string,
  mutator: string,
): string {
  // An operator changed may bind less tightly than the one that stood there; a block is no expression, nor is a case of a switch.
  const ways = mutator === "BlockStatement" ? [replacement] : [`(${replacement}\n)`, replacement];
  const texts = ways.map((way) => content.slice(0, from) + way + content.slice(to));
  const text = texts.find(parses);
  if (text === undefined) throw new Error(`${mutator}: ${replacement} is no TypeScript there`);
  return text;
}

function parses(text: string): boolean {
  try {
    stripTypeScriptTypes(text);
    return true;
  } catch {
    return false;
  }
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
