/**
 * Adversity as data: what goes wrong, for which requests, when and how often. Seeded: each fault draws from its own generator and
 * counts its own matches, so adding one does not move the others.
 *
 * What a fault is matched against: the request as a whole, except that PutRecords and SendMessageBatch are matched entry by entry
 * for `record-failure`, and PutRecords also for `throttle` (a throttled shard refuses records, not calls: K-SDK PutRecords).
 */
import { type Random, seededRandom } from "../random.ts";
import type { ServiceName } from "./service-name.ts";

/** Which requests a fault is for; what is left out matches everything. */
export interface FaultScope {
  readonly service?: ServiceName;
  readonly actions?: readonly string[];
  /** A partition key or message group id. */
  readonly key?: string;
  /** A shard id. */
  readonly shard?: string;
  /** Seconds after the emulator's `startMs`: at or after `fromS`, before `toS`. */
  readonly fromS?: number;
  readonly toS?: number;
  /** Share of the matching requests that are hit; 1 when left out. */
  readonly probability?: number;
  /** Hits exactly the nth matching request (the first is 1) and no other. */
  readonly nth?: number;
}

/** One kind of adversity. */
export type Fault =
  /** Refused before commit with the service's throttling error. */
  | (FaultScope & { readonly kind: "throttle" })
  /** Committed, then the connection breaks: the caller sees ECONNRESET. */
  | (FaultScope & { readonly kind: "lost-response" })
  /** The connection breaks before the service sees the request: the caller sees ECONNRESET. */
  | (FaultScope & { readonly kind: "lost-request" })
  /** Refused before commit: InternalFailure 500 or ServiceUnavailable 503. */
  | (FaultScope & { readonly kind: "server-error"; readonly statusCode?: 500 | 503 })
  /** Takes this much longer to reach the service. */
  | (FaultScope & { readonly kind: "slow"; readonly addMs: number })
  /** One entry of PutRecords or SendMessageBatch fails with InternalFailure; the others go on. */
  | (FaultScope & { readonly kind: "record-failure" });

export type FaultKind = Fault["kind"];

/** A request, or one entry of it, as faults see it. `shards` is asked for only when a fault names one. */
export interface FaultSubject {
  readonly service: ServiceName;
  readonly action: string;
  readonly keys: readonly string[];
  readonly shards: () => readonly string[];
  readonly nowMs: number;
}

interface ArmedFault {
  readonly fault: Fault;
  readonly random: Random;
  matches: number;
}

/** Decides which faults hit which request. */
export class FaultInjector {
  readonly #byKind = new Map<FaultKind, ArmedFault[]>();
  #startMs: number;

  constructor(faults: readonly Fault[], seed: number, startMs: number) {
    this.#startMs = startMs;
    for (const [index, fault] of faults.entries()) {
      const armed = this.#byKind.get(fault.kind) ?? [];
      armed.push({ fault, random: seededRandom(seed, `fault/${index}`), matches: 0 });
      this.#byKind.set(fault.kind, armed);
    }
  }

  /** Starts over: fault times count from this instant, and no request has been matched yet. */
  begin(startMs: number): void {
    this.#startMs = startMs;
    for (const armed of this.#byKind.values()) for (const fault of armed) fault.matches = 0;
  }

  get isEmpty(): boolean {
    return this.#byKind.size === 0;
  }

  /** Whether any fault of this kind exists: lets the usual case cost nothing. */
  has(kind: FaultKind): boolean {
    return this.#byKind.has(kind);
  }

  /** The first fault of this kind that hits the subject. Counts the subject as seen by each fault of the kind. */
  hit<K extends FaultKind>(
    kind: K,
    subject: FaultSubject,
  ): Extract<Fault, { kind: K }> | undefined {
    let first: Fault | undefined;
    for (const armed of this.#byKind.get(kind) ?? []) {
      if (isHit(armed, subject, this.#startMs)) first ??= armed.fault;
    }
    return first as Extract<Fault, { kind: K }> | undefined;
  }
}

function isHit(armed: ArmedFault, subject: FaultSubject, startMs: number): boolean {
  const { fault } = armed;
  if (!isInScope(fault, subject, subject.nowMs - startMs)) return false;
  armed.matches += 1;
  if (fault.nth !== undefined) return armed.matches === fault.nth;
  return armed.random() < (fault.probability ?? 1);
}

function isInScope(scope: FaultScope, subject: FaultSubject, sinceStartMs: number): boolean {
  if (scope.service !== undefined && scope.service !== subject.service) return false;
  if (scope.actions !== undefined && !scope.actions.includes(subject.action)) return false;
  if (scope.fromS !== undefined && sinceStartMs < scope.fromS * 1000) return false;
  if (scope.toS !== undefined && sinceStartMs >= scope.toS * 1000) return false;
  if (scope.key !== undefined && !subject.keys.includes(scope.key)) return false;
  return scope.shard === undefined || subject.shards().includes(scope.shard);
}
