/** Of files that share a process: one that leaves it with other timers, another clock or other randomness fails, not those after it. */
import { afterAll, expect } from "vitest";

const timers = ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "queueMicrotask"];

/** What a simulation or a test may put others in the place of. */
const replaceable = [
  ...[...timers, "Date", "fetch"].map((name) => [globalThis, name] as const),
  [process, "nextTick"],
  [performance, "now"],
  [Math, "random"],
  [crypto, "randomUUID"],
  [crypto, "getRandomValues"],
] as const;

const found = replaceable.map(([owner, name]): unknown => Reflect.get(owner, name));

afterAll(() => {
  const left = replaceable.filter(([owner, name], at) => Reflect.get(owner, name) !== found[at]);
  expect(left.map(([, name]) => name)).toEqual([]);
});
