import type { Check } from "./check.ts";

/** What a check can be shown, by the name of its method. */
type Event = Exclude<keyof Check, "name" | "kinds" | "needs" | "close">;
type Method<E extends Event> = NonNullable<Check[E]>;

/** A check's method for one kind of event. */
interface Interest<E extends Event> {
  readonly name: string;
  readonly see: Method<E>;
}

/** The checks, each shown only what it cares for. One that throws is left out from there on. */
export class Audience {
  /** Checks that threw, with the error's message. */
  readonly failures = new Map<string, string>();
  /** Those that care for each event. */
  readonly of: { readonly [E in Event]: Interest<E>[] };

  constructor(checks: readonly Check[]) {
    this.of = {
      delivery: interested(checks, "delivery"),
      skip: interested(checks, "skip"),
      move: interested(checks, "move"),
      redelivery: interested(checks, "redelivery"),
      stray: interested(checks, "stray"),
      start: interested(checks, "start"),
      overlap: interested(checks, "overlap"),
      effect: interested(checks, "effect"),
      repetition: interested(checks, "repetition"),
      entering: interested(checks, "entering"),
      leaving: interested(checks, "leaving"),
    };
  }

  /** Shows something to those of one list. */
  show<Seen, Facts>(
    list: readonly { readonly name: string; readonly see: (seen: Seen, facts: Facts) => void }[],
    seen: Seen,
    facts: Facts,
  ): void {
    for (let at = 0; at < list.length; at += 1) {
      try {
        list[at]!.see(seen, facts);
      } catch (error) {
        this.fail(list[at]!.name, error);
        at -= 1;
      }
    }
  }

  /** Notes the failure and leaves the check out from now on. */
  fail(name: string, error: unknown): void {
    this.failures.set(name, error instanceof Error ? error.message : String(error));
    for (const list of Object.values(this.of)) {
      const at = list.findIndex((interest) => interest.name === name);
      if (at >= 0) list.splice(at, 1);
    }
  }
}

function interested<E extends Event>(checks: readonly Check[], event: E): Interest<E>[] {
  return checks.flatMap((check) => {
    const see = check[event];
    return see === undefined ? [] : [{ name: check.name, see: see as Method<E> }];
  });
}
