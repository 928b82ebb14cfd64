/**
 * Adversity as data: what goes wrong, for which requests, when and how often. Seeded: each fault draws from its own generator and
 * counts its own matches, so adding one does not move the others.
 *
 * What a fault is matched against: the request as a whole, except that PutRecords and SendMessageBatch are matched entry by entry
 * for `record-failure` and `delayed-visibility`, PutRecords also for `throttle` (a throttled shard refuses records, not calls:
 * K-SDK PutRecords), and ReceiveMessage message by message for `duplicate-delivery`.
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
  /** Bursts: of every `everyS` seconds (counted from `fromS`), only the first `forS`. The two go together. */
  readonly everyS?: number;
  readonly forS?: number;
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
  | (FaultScope & { readonly kind: "record-failure" })
  /**
   * Accepted, but shown to no reader until `addMs` later. What follows it in its shard or message group waits behind it, so the
   * order there holds.
   */
  | (FaultScope & { readonly kind: "delayed-visibility"; readonly addMs: number })
  /** Standard queues: a message being received for the first time is delivered again within this time, even if it is deleted. */
  | (FaultScope & { readonly kind: "duplicate-delivery"; readonly withinMs: number })
  /** Reading the shard finds nothing, although there is something; the reader stays where it is, and falls behind. */
  | (FaultScope & { readonly kind: "stuck-shard" });

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
    return this.#firstHit(kind, subject)?.fault as Extract<Fault, { kind: K }> | undefined;
  }

  /** How long after the subject's instant the second delivery is due; undefined if there is to be none. */
  duplicateAfterMs(subject: FaultSubject): number | undefined {
    const armed = this.#firstHit("duplicate-delivery", subject);
    if (armed?.fault.kind !== "duplicate-delivery") return undefined;
    return Math.ceil(armed.random() * armed.fault.withinMs);
  }

  #firstHit(kind: FaultKind, subject: FaultSubject): ArmedFault | undefined {
    let first: ArmedFault | undefined;
    for (const armed of this.#byKind.get(kind) ?? []) {
      if (isHit(armed, subject, this.#startMs)) first ??= armed;
    }
    return first;
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
  if (!isInTime(scope, sinceStartMs)) return false;
  if (scope.key !== undefined && !subject.keys.includes(scope.key)) return false;
  return scope.shard === undefined || subject.shards().includes(scope.shard);
}

function isInTime({ fromS = 0, toS, everyS, forS }: FaultScope, sinceStartMs: number): boolean {
  const sinceFromMs = sinceStartMs - fromS * 1000;
  if (sinceFromMs < 0) return false;
  if (toS !== undefined && sinceStartMs >= toS * 1000) return false;
  if (everyS === undefined || forS === undefined) return true;
  return sinceFromMs % (everyS * 1000) < forS * 1000;
}
