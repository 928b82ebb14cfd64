import type { SimulatedScenario } from "../../src/suite/simulate.ts";

/** What happens while the library is at work. */
export const cases = {
  happy: "nothing goes wrong",
  fails: "a handler fails once",
  slow: "a batch takes longer than the visibility timeout",
  crash: "a worker crashes",
  throttled: "a send is throttled",
  lost: "a response is lost",
} as const;

export type Case = keyof typeof cases;

/** A place in a library that is installed: a line with this code. */
export interface Place {
  /** In `node_modules`. */
  readonly file: string;
  /** What stands in the line, as it is there. */
  readonly code: string;
}

/** One way to use a library. */
export interface Row {
  /** `sqs-consumer/batch-of-10`. */
  readonly id: string;
  readonly package: string;
  /** How it is used, in a few words. */
  readonly use: string;
  /** What its documents leave to its caller. */
  readonly duty?: { readonly text: string; readonly place: Place };
  /** What explains a cell that may surprise. */
  readonly because?: { readonly text: string; readonly place: Place };
  /** Cases that are not its affair. */
  readonly without: readonly Case[];
  /** A new one for each run: a handler that fails once has to forget. */
  readonly scenario: (name: Case) => SimulatedScenario;
}

/** All rows of one kind together. */
export interface Chapter {
  readonly text: string;
  readonly rows: readonly Row[];
}
