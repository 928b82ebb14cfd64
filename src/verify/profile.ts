import type { GuaranteeProfile } from "./anomaly.ts";

const ordered = [
  "lost",
  "nonmonotonic-send",
  "nonmonotonic-effect",
  "overtake",
  "key-overlap",
  "misrouted",
  "phantom",
  "corrupt",
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
  /** Only the events themselves: a standard queue promises that each arrives unchanged, some time, at least once. */
  unordered: { name: "unordered", forbidden: ["lost", "phantom", "corrupt"], scope: "key" },
} as const satisfies Record<string, GuaranteeProfile>;

export type ProfileName = keyof typeof profiles;
