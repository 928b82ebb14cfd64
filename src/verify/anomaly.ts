/** Everything that can be wrong with a history, in the order of the columns of a report. */
export const anomalyKinds = [
  "lost",
  "unseen",
  "duplicate-log",
  "duplicate-effect",
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

export type AnomalyKind = (typeof anomalyKinds)[number];

export type AnomalyCounts = Readonly<Record<AnomalyKind, number>>;

/** One piece of evidence: the event that is wrong and, where there is one, the event it is wrong against. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** The truck. */
  readonly key: string;
  readonly seq: number;
  /** The seq of the other event of the pair (same truck unless `otherKey` says so). */
  readonly otherSeq?: number;
  readonly otherKey?: string;
  readonly app?: string;
  readonly consumer?: string;
  readonly lane?: string;
  readonly position?: string;
  readonly atMs: number;
  /** One sentence that tells what happened. */
  readonly detail: string;
}

/** Which anomalies fail a run; the others are counted and reported only. */
export interface GuaranteeProfile {
  readonly name: string;
  readonly forbidden: readonly AnomalyKind[];
  /** Whether events may be put aside: left out means that they may not. */
  readonly allows?: readonly ("dead-letter" | "discard")[];
  /** `key`: order per truck. `fleet`: one order over all trucks (the fleet order `index` is the intent). */
  readonly scope: "key" | "fleet";
}

export type VerdictWord = "valid" | "invalid" | "unknown";

export interface Verdict {
  readonly verdict: VerdictWord;
  /** Why, in words: the forbidden anomalies found, or what was not checked. */
  readonly reasons: readonly string[];
  readonly counts: AnomalyCounts;
  /** Counts per truck, only trucks with any. */
  readonly countsByKey: ReadonlyMap<string, AnomalyCounts>;
  /** At most 32 pieces per kind and truck, in the order they were found. */
  readonly evidence: readonly Anomaly[];
  /** What was not judged and decides nothing, since the profile does not forbid it: in words. */
  readonly notes: readonly string[];
  /** Events that were put aside. */
  readonly setAside: { readonly deadLettered: number; readonly discarded: number };
  /** What was looked at. */
  readonly checked: {
    readonly records: number;
    readonly keys: number;
    readonly sends: number;
    readonly acks: number;
    readonly deliveries: number;
    readonly starts: number;
    readonly effects: number;
    readonly commits: number;
  };
}
