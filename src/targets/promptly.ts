/**
 * The outcome, or the end of the wait for it, whichever is first: the SDK sleeps between its attempts and looks for credentials
 * without hearing of a signal.
 */
export function promptly<T>(outcome: Promise<T>, end: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = (): void => reject(abortError());
    if (end.aborted) onEnd();
    else end.addEventListener("abort", onEnd, { once: true });
    outcome.then(resolve, reject).finally(() => end.removeEventListener("abort", onEnd));
  });
}

/** As the SDK makes it of an aborted request. */
export function abortError(): Error {
  return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
