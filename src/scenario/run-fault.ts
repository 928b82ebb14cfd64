/**
 * What goes wrong in the run, not in the service: a consumer dies or hangs, a worker joins or leaves, a stream is resharded. The run
 * performs it, on every target.
 */

/** When a run fault happens: at a time, or at a moment of the run. */
export type Moment<When = Condition> =
  | { readonly atS: number; readonly when?: undefined }
  | { readonly when: When; readonly atS?: undefined };

/** The `count`-th time that something happens; with `app` or `key`, only there. */
export interface Condition {
  /**
   * `begun`: a handler began. `handled`: one ended with its effect. `handled-not-committed`: the same, and the consumer has not
   * committed it yet (the moment between the work and the checkpoint or delete). `lost-response`: a request was carried out, perhaps,
   * and its answer did not come.
   */
  readonly event: "begun" | "handled" | "handled-not-committed" | "lost-response";
  /** Default 1, the first time. */
  readonly count?: number;
  readonly app?: string;
  readonly key?: string;
}

/** UpdateShardCount, UNIFORM_SCALING: at most twice and at least half of what there is (K-SDK UpdateShardCount). */
export type ReshardFault<When = Condition> = {
  readonly kind: "reshard";
  readonly toShards: number;
} & Moment<When>;

/** A consumer (1 … count) dies: its requests never return, what it had in hand is lost to it. */
export type CrashFault<When = Condition> = {
  readonly kind: "crash";
  readonly app: string;
  readonly consumer: number;
  /** Absent: it never comes back. */
  readonly restartAfterS?: number;
} & Moment<When>;

/** A consumer stands still (a long garbage collection, a suspended machine) and goes on as if nothing had happened. */
export type PauseFault<When = Condition> = {
  readonly kind: "pause";
  readonly app: string;
  readonly consumer: number;
  readonly forS: number;
} & Moment<When>;

/** Consumers come, or go in good order. */
export type MemberFault<When = Condition> = {
  readonly kind: "join" | "leave";
  readonly app: string;
  readonly count: number;
} & Moment<When>;

/**
 * What is in the dead-letter queue goes back to its queue: by StartMessageMoveTask, or by hand, that is received, sent anew with a
 * deduplication id of its own, and deleted.
 */
export type RedriveFault<When = Condition> = {
  readonly kind: "redrive";
  /** Default `move-task`. */
  readonly by?: Redriving;
} & Moment<When>;

export type Redriving = "move-task" | "hand";

export type RunFault<When = Condition> =
  | ReshardFault<When>
  | CrashFault<When>
  | PauseFault<When>
  | MemberFault<When>
  | RedriveFault<When>;

export const runFaultKinds = ["reshard", "crash", "pause", "join", "leave", "redrive"] as const;

export type RunFaultKind = (typeof runFaultKinds)[number];
