export function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)}`;
}

/** Does each, so many at once, begun in the order given; what comes of them is in that order. */
export async function inLanes<One, Result>(
  ones: readonly One[],
  width: number,
  work: (one: One) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = [...ones.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, one] = next;
      results[at] = await work(one);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
