import type { RetriedRecord, RetryRecord, ThrottleRecord } from "../history/record.ts";
import { Timeline } from "./timeline.ts";

/** Throttling of one kind of request. */
export interface ActionThrottles {
  readonly action: string;
  /** Requests of which anything was throttled. */
  readonly requestCount: number;
  readonly entryCount: number;
  readonly firstAtMs: number;
}

export class ThrottleMeter {
  readonly requests = new Timeline();
  readonly entries = new Timeline();
  readonly retries = new Timeline();
  retriedRequests = 0;
  retryDelayMs = 0;
  readonly #actions = new Map<string, ActionThrottles>();

  throttle({ action, entries, atMs }: ThrottleRecord): void {
    this.requests.add(atMs);
    this.entries.add(atMs, entries);
    const before = this.#actions.get(action);
    this.#actions.set(action, {
      action,
      requestCount: (before?.requestCount ?? 0) + 1,
      entryCount: (before?.entryCount ?? 0) + entries,
      firstAtMs: before?.firstAtMs ?? atMs,
    });
  }

  retry({ atMs }: RetryRecord): void {
    this.retries.add(atMs);
  }

  retried({ retryDelayMs }: RetriedRecord): void {
    this.retriedRequests += 1;
    this.retryDelayMs += retryDelayMs;
  }

  /** In the order in which they were first throttled. */
  actions(): readonly ActionThrottles[] {
    return [...this.#actions.values()];
  }
}
