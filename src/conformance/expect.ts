/** What checks have in common: refusals by name, and waiting for what takes its time. */
import assert from "node:assert/strict";

/** An error as the SDK raises it. */
export interface Refusal extends Error {
  /** The code of SQS's older protocol, where the service sends it. */
  readonly Code?: string;
}

/**
 * The error that the call must end with, by one of these names (any, if none is given). SQS errors go by two names, that of the
 * JSON protocol and the code of the older one: either will do, with or without a namespace and the word Exception.
 */
export async function refused(
  call: Promise<unknown>,
  ...names: readonly string[]
): Promise<Refusal> {
  let outcome: unknown;
  try {
    outcome = await call;
  } catch (error) {
    assert(error instanceof Error && "$metadata" in error, `not an answer: ${String(error)}`);
    const refusal: Refusal = error;
    const isNamed = names.some((name) =>
      [refusal.name, refusal.Code].some((given) => bareName(given) === bareName(name)),
    );
    const expected = names.join(" or ");
    assert(names.length === 0 || isNamed, `${error.name}, expected ${expected}: ${error.message}`);
    return refusal;
  }
  assert.fail(`accepted: ${String(JSON.stringify(outcome)).slice(0, 200)}`);
}

function bareName(name: string | undefined): string | undefined {
  return name?.replace(/^.*[.#]/, "").replace(/Exception$/, "");
}

/** Asks again until there is an answer. Throws after `withinMs`. */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  what: string,
  withinMs = 10_000,
  everyMs = 100,
): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadlineMs) assert.fail(`${what}: not within ${withinMs / 1000} s`);
    await sleep(everyMs);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** The element, which must be there. */
export function at<T>(list: readonly T[] | undefined, index: number): T {
  const element = list?.[index];
  assert(element !== undefined, `there is no element ${index} of ${list?.length ?? 0}`);
  return element;
}

/** A value that the answer must carry. */
export function present<T>(value: T | undefined | null, what: string): T {
  assert(value !== undefined && value !== null, `no ${what} in the answer`);
  return value;
}
