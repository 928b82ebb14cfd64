import type { EffectRecord } from "../history/record.ts";

/** Effects remembered for the evidence. */
const maxRemembered = 32;

/**
 * Repeated effects of one truck that were done after an event's that stands later in the log, since that later event was on top for the
 * last time. They wait: if it, or one after it, is done again, they have done no harm.
 */
export class StaleEffects {
  count = 0;
  readonly first: EffectRecord[] = [];

  add(record: EffectRecord): void {
    this.count += 1;
    if (this.first.length < maxRemembered) this.first.push(record);
  }

  get size(): number {
    return 1 + this.first.length;
  }
}
