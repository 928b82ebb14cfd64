/**
 * For each request the SDK makes an error that it mostly does not need, and what is throttled gets two more: to find out where they come
 * from is a twentieth of a run. It is shown nowhere, unless it is asked for.
 */
export function withoutStacks(): Disposable | undefined {
  if (process.env["CONVOY_DEBUG"] !== undefined) return undefined;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  return {
    [Symbol.dispose]: () => {
      Error.stackTraceLimit = limit;
    },
  };
}
