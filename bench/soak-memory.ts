/** Whether a server's memory at rest, taken after each round of a soak, grows with the rounds. */
import { median } from "./median.ts";

const mib = 2 ** 20;
/** The first round fills caches and has the engine compile. */
const warmUp = 1;
const fewestRounds = 6;
/** What garbage collection and compiled code make of it, one way or the other. */
const noiseBytes = 3 * mib;

export interface MemoryVerdict {
  /** Undefined: too few rounds to say. */
  readonly isLeaking: boolean | undefined;
  readonly text: string;
}

/** Compares the middle values of the first and the last third of the rounds. */
export function memoryVerdict(bytes: readonly number[]): MemoryVerdict {
  const rounds = bytes.slice(warmUp);
  if (bytes.length < fewestRounds) {
    const text = `${bytes.length} rounds are too few to tell whether memory grows: ${fewestRounds} are needed`;
    return { isLeaking: undefined, text };
  }
  const third = Math.floor(rounds.length / 3);
  const [first, last] = [median(rounds.slice(0, third)), median(rounds.slice(-third))];
  const isLeaking = last - first > noiseBytes;
  const rate = (last - first) / (rounds.length - third);
  const text = `at rest ${mibs(first)} live in rounds ${warmUp + 1} to ${warmUp + third}, ${mibs(last)} in the last ${third}: ${isLeaking ? `it grows, by ${mibs(rate)} a round` : `it does not grow (by more than the noise of ${mibs(noiseBytes)})`}`;
  return { isLeaking, text };
}

export function mibs(bytes: number): string {
  return `${(bytes / mib).toFixed(1)} MiB`;
}
