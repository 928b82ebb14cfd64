import { anomalyKinds, type Anomaly, type AnomalyKind } from "./anomaly.ts";

/** Pieces of evidence kept per kind and truck. */
const maxEvidence = 32;

/**
 * Kinds that are faults of the log itself. Several applications read the same log and find the same faults, so the count is that
 * of the application that found most, not their sum.
 */
const logKinds: ReadonlySet<AnomalyKind> = new Set([
  "duplicate-log",
  "nonmonotonic-send",
  "misrouted",
]);

interface Tally {
  readonly kind: AnomalyKind;
  count: number;
  readonly evidence: { readonly place: number; readonly anomaly: Anomaly }[];
}

/** An anomaly, or a doubt, which is no kind of anomaly. */
export type Found = Omit<Anomaly, "kind"> & { readonly kind: string };

/** Everything found so far: counts of all, evidence of few. */
export class Findings {
  /** By truck, then by kind and application. */
  readonly #tallies = new Map<string, Map<string, Tally>>();
  readonly #unjudged = new Map<string, number>();
  readonly #doubted = new Set<string>();
  readonly #onFound: (found: Found) => void;
  #found = 0;

  /** `onFound` hears of every piece of evidence that is kept, at once. */
  constructor(onFound: (found: Found) => void = () => {}) {
    this.#onFound = onFound;
  }

  /** Counts an anomaly; `tell` is asked for the evidence only while there is room for it. */
  add(
    kind: AnomalyKind,
    key: string,
    app: string | undefined,
    tell: () => Omit<Anomaly, "kind" | "key">,
  ): void {
    const tally = this.#tally(kind, key, app);
    tally.count += 1;
    if (tally.evidence.length >= maxEvidence) return;
    this.#found += 1;
    const anomaly = { kind, key, ...(app === undefined ? {} : { app }), ...tell() };
    tally.evidence.push({ place: this.#found, anomaly });
    this.#onFound(anomaly);
  }

  /** Tells of what may be wrong and counts as nothing, a few of each kind, truck and application. */
  doubt(
    kind: string,
    key: string,
    app: string | undefined,
    tell: () => Omit<Anomaly, "kind" | "key">,
  ): void {
    const name = `${kind} ${key} ${app}`;
    if (this.#doubted.has(name) || this.#doubted.size >= maxEvidence) return;
    this.#doubted.add(name);
    this.#onFound({ kind, key, ...(app === undefined ? {} : { app }), ...tell() });
  }

  /** Counts many anomalies of which no evidence is kept. */
  addUntold(kind: AnomalyKind, key: string, app: string | undefined, count: number): void {
    if (count > 0) this.#tally(kind, key, app).count += count;
  }

  /** Notes that a check could not judge an event: the history went beyond the check's bounds. */
  leaveUnjudged(name: string): void {
    this.#unjudged.set(name, (this.#unjudged.get(name) ?? 0) + 1);
  }

  /** How often each check could not judge. */
  get unjudged(): ReadonlyMap<string, number> {
    return this.#unjudged;
  }

  get size(): number {
    let size = 0;
    for (const tallies of this.#tallies.values()) {
      for (const { evidence } of tallies.values()) size += 1 + evidence.length;
    }
    return size;
  }

  countsByKey(): Map<string, Record<AnomalyKind, number>> {
    const counts = new Map<string, Record<AnomalyKind, number>>();
    for (const [key, tallies] of this.#tallies) {
      const ofKey = noCounts();
      for (const { kind, count } of merged(tallies)) ofKey[kind] += count;
      counts.set(key, ofKey);
    }
    return counts;
  }

  /** At most 32 pieces per kind and truck, in the order they were found. */
  evidence(): Anomaly[] {
    const all: Tally["evidence"] = [];
    for (const tallies of this.#tallies.values()) {
      const left = new Map<AnomalyKind, number>();
      for (const { kind, evidence } of merged(tallies)) {
        const room = left.get(kind) ?? maxEvidence;
        all.push(...evidence.slice(0, room));
        left.set(kind, Math.max(0, room - evidence.length));
      }
    }
    return all.toSorted((left, right) => left.place - right.place).map(({ anomaly }) => anomaly);
  }

  #tally(kind: AnomalyKind, key: string, app = ""): Tally {
    let tallies = this.#tallies.get(key);
    if (tallies === undefined) this.#tallies.set(key, (tallies = new Map()));
    const name = `${kind} ${app}`;
    let tally = tallies.get(name);
    if (tally === undefined) tallies.set(name, (tally = { kind, count: 0, evidence: [] }));
    return tally;
  }
}

/** The tallies that count: for each kind of log fault, only that of the application that found most. */
function merged(tallies: ReadonlyMap<string, Tally>): Tally[] {
  const most = new Map<AnomalyKind, Tally>();
  for (const tally of tallies.values()) {
    if (logKinds.has(tally.kind) && tally.count > (most.get(tally.kind)?.count ?? 0)) {
      most.set(tally.kind, tally);
    }
  }
  return [...tallies.values()].filter(
    (tally) => !logKinds.has(tally.kind) || most.get(tally.kind) === tally,
  );
}

export function noCounts(): Record<AnomalyKind, number> {
  return Object.fromEntries(anomalyKinds.map((kind) => [kind, 0])) as Record<AnomalyKind, number>;
}
