import { reasonOf } from "./sdk-errors.ts";

/** Failures in a row for this long, in milliseconds, at the end of a run: what is still missing is missing because of them. */
const failingMs = 5000;
/** Requests under way and no answer for this long, in milliseconds: longer than a long poll. */
const silentMs = 30_000;

/** Whether the service answers at all, as far as the attempts of one run tell. A refusal is an answer; a 5xx and a broken connection are none. */
export class Health {
  #answeredAtMs = 0;
  #underWay = 0;
  #failing: { readonly sinceMs: number; reason: string } | undefined;

  /** Forgets what was before: the run begins. */
  reset(): void {
    this.#answeredAtMs = 0;
    this.#failing = undefined;
  }

  begun(): void {
    this.#underWay += 1;
  }

  answered(atMs: number): void {
    this.#underWay -= 1;
    this.#answeredAtMs = atMs;
    this.#failing = undefined;
  }

  failed(atMs: number, error: unknown): void {
    this.#underWay -= 1;
    const reason = reasonOf(error);
    if (this.#failing === undefined) this.#failing = { sinceMs: atMs, reason };
    else this.#failing.reason = reason;
  }

  /** The caller gave up on it. */
  abandoned(): void {
    this.#underWay -= 1;
  }

  /** What is wrong with the service now, in words; undefined if nothing is. */
  trouble(nowMs: number): string | undefined {
    const seconds = (sinceMs: number): string => ((nowMs - sinceMs) / 1000).toFixed(0);
    if (this.#failing !== undefined && nowMs - this.#failing.sinceMs >= failingMs) {
      const { sinceMs, reason } = this.#failing;
      return `every request has failed for ${seconds(sinceMs)} s: ${reason}`;
    }
    if (this.#underWay > 0 && nowMs - this.#answeredAtMs >= silentMs) {
      return `no request has been answered for ${seconds(this.#answeredAtMs)} s`;
    }
    return undefined;
  }
}
