/** The settings of the account: its minimum throughput billing commitment, which makes on-demand streams "Advantage" (facts/aws.md 1.3). */
const minimumMs = 86_400_000;

export type CommitmentStatus = "ENABLED" | "DISABLED" | "ENABLED_UNTIL_EARLIEST_ALLOWED_END";

export class Account {
  #startedMs: number | undefined;
  #endedMs: number | undefined;

  isCommitted(nowMs: number): boolean {
    return this.#status(nowMs) !== "DISABLED";
  }

  /** Begins a commitment, or calls off its pending end. */
  commit(nowMs: number): void {
    if (!this.isCommitted(nowMs)) this.#startedMs = nowMs;
    this.#endedMs = undefined;
  }

  /** Ends it, at the earliest 24 hours after it began (K-SDK MinimumThroughputBillingCommitmentInput). */
  release(nowMs: number): void {
    if (this.#startedMs === undefined || !this.isCommitted(nowMs)) return;
    this.#endedMs = Math.max(nowMs, this.#startedMs + minimumMs);
  }

  /** As DescribeAccountSettings shows it. */
  describe(nowMs: number): object {
    const status = this.#status(nowMs);
    return {
      Status: status,
      ...(this.#startedMs !== undefined && { StartedAt: this.#startedMs / 1000 }),
      ...(status === "DISABLED" &&
        this.#endedMs !== undefined && { EndedAt: this.#endedMs / 1000 }),
      ...(status !== "DISABLED" &&
        this.#startedMs !== undefined && {
          EarliestAllowedEndAt: (this.#startedMs + minimumMs) / 1000,
        }),
    };
  }

  #status(nowMs: number): CommitmentStatus {
    if (this.#startedMs === undefined) return "DISABLED";
    if (this.#endedMs === undefined) return "ENABLED";
    return nowMs < this.#endedMs ? "ENABLED_UNTIL_EARLIEST_ALLOWED_END" : "DISABLED";
  }
}
