import type { Fate } from "../fate.ts";
import type { Attempts } from "./attempts.ts";
import type { Sending } from "./run-traffic.ts";
import type { Tapped } from "./tap-context.ts";

/** An API action that moves events, as the tap sees it: called when a request begins, it tells what to do when it ends. */
export type Operation = (input: object, user: Tapped) => Exchange;

/** One request under way. */
export interface Exchange {
  /** What is sent in place of the caller's input. */
  readonly input?: object;
  /** The events that it sends. */
  readonly sendings?: readonly Sending[];
  /** Takes the answer; gives what the caller gets in its place, and the fates of what was sent. */
  readonly answered: (output: object) => {
    readonly output?: object;
    readonly fates?: readonly Fate[];
  };
  /** Takes the error that the caller gets. */
  readonly failed?: (error: unknown, attempts: Attempts) => readonly Fate[] | undefined;
}

/** By the name of the action. */
export type Operations = Readonly<Record<string, Operation>>;
