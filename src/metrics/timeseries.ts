/** One second of a run. Counts are of what happened in that second. */
export interface Second {
  /** Events whose due time lies in it. */
  due: number;
  sent: number;
  acked: number;
  ackedBytes: number;
  delivered: number;
  /** First effects. */
  effected: number;
  throttled: number;
  /** Sum over the second of active consumers × milliseconds. */
  activeMs: number;
  /** Largest end-to-end latency among its effects, in milliseconds. */
  maxEndToEndMs: number;
}

/** A second with the levels at its end. */
export interface SecondRow extends Readonly<Second> {
  readonly second: number;
  /** Due, not yet acknowledged. */
  readonly sendBacklog: number;
  /** Due, not yet processed. */
  readonly backlog: number;
}

export class Timeseries {
  readonly #seconds: Second[] = [];

  /** The second that this instant lies in. */
  at(ms: number): Second {
    const index = Math.max(0, Math.floor(ms / 1000));
    while (this.#seconds.length <= index) this.#seconds.push(emptySecond());
    return this.#seconds[index]!;
  }

  /** Spreads a period with that many active consumers over the seconds it touches. */
  active(fromMs: number, toMs: number, consumers: number): void {
    let atMs = fromMs;
    while (atMs < toMs) {
      const endMs = Math.min(toMs, (Math.floor(atMs / 1000) + 1) * 1000);
      this.at(atMs).activeMs += consumers * (endMs - atMs);
      atMs = endMs;
    }
  }

  rows(): readonly SecondRow[] {
    let sendBacklog = 0;
    let backlog = 0;
    return this.#seconds.map((second, index) => {
      sendBacklog += second.due - second.acked;
      backlog += second.due - second.effected;
      return { ...second, second: index, sendBacklog, backlog };
    });
  }
}

function emptySecond(): Second {
  return {
    due: 0,
    sent: 0,
    acked: 0,
    ackedBytes: 0,
    delivered: 0,
    effected: 0,
    throttled: 0,
    activeMs: 0,
    maxEndToEndMs: 0,
  };
}
