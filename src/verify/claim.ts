import type {
  ConsumerEvent,
  CrashRecord,
  DeadLetterRecord,
  DiscardRecord,
} from "../history/record.ts";
import type { Timed } from "./clocks.ts";

/** What may happen to an event, or to a consumer that has it. */
export type Happening = ConsumerEvent | DeadLetterRecord | DiscardRecord | CrashRecord;

/**
 * An anomaly of which it is not certain yet that it is one: it was recorded while something else was under way, and that may have been
 * over by then, by clocks that are a little off.
 */
export interface Claim {
  readonly record: Timed;
  /** Whether this is the end of what was under way: surely later, it makes the claim certain. */
  readonly isOverBy: (happening: Happening) => boolean;
  /** Whether there is no claim if this was earlier. */
  readonly isVoidBy?: (happening: Happening) => boolean;
  readonly confirm: () => void;
}
