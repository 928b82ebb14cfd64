import type { GuaranteeProfile } from "./anomaly.ts";

const unordered = ["lost", "unprocessed", "phantom", "corrupt"] as const;

const ordered = [
  "lost",
  "nonmonotonic-send",
  "nonmonotonic-effect",
  "overtake",
  "key-overlap",
  "misrouted",
  "phantom",
  "corrupt",
  "unprocessed",
  "stale-effect",
] as const;

/** The guarantees a scenario may declare. What a profile does not forbid is still counted and reported. */
export const profiles = {
  /** At-least-once in order per truck: a consumer that commits after processing repeats events when it crashes, so duplicates are allowed. */
  ordered: { name: "ordered", forbidden: ordered, scope: "key" },
  /** Every event once and in order per truck: what a FIFO queue with deduplication and a consumer that never fails promise together. */
  "exactly-once-ordered": {
    name: "exactly-once-ordered",
    forbidden: [...ordered, "duplicate-log", "duplicate-effect"],
    scope: "key",
  },
  /** One order over all trucks: what a single message group or a single shard promises, at the price of one event at a time. */
  "fleet-ordered": { name: "fleet-ordered", forbidden: ordered, scope: "fleet" },
  /** As `ordered`, but an event that cannot be processed may be put aside, to a dead-letter queue or by giving it up, so that others go on. */
  "ordered-or-set-aside": {
    name: "ordered-or-set-aside",
    forbidden: ordered,
    allows: ["dead-letter", "discard"],
    scope: "key",
  },
  /** Only the events themselves: a standard queue promises that each arrives unchanged, some time, at least once; one that cannot be processed may be dead-lettered. */
  unordered: { name: "unordered", forbidden: unordered, allows: ["dead-letter"], scope: "key" },
} as const satisfies Record<string, GuaranteeProfile>;

export type ProfileName = keyof typeof profiles;
