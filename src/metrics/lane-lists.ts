/** Of a key of which nothing is known yet. */
export const noLanes: readonly string[] = [];

/** Lists of lanes, one for each key: most keys keep to one lane, and those of a lane share its list. */
export class LaneLists {
  readonly #ofOne = new Map<string, readonly string[]>();

  with(lanes: readonly string[], lane: string): readonly string[] {
    if (lanes.length > 0) return lanes.includes(lane) ? lanes : [...lanes, lane];
    const known = this.#ofOne.get(lane) ?? [lane];
    this.#ofOne.set(lane, known);
    return known;
  }
}
