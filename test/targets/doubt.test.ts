import { describe, expect, it } from "vitest";

import { doubtOf } from "../../src/targets/doubt.ts";
import { abortError, promptly } from "../../src/targets/promptly.ts";

function error(parts: object): Error {
  return Object.assign(new Error("said"), parts);
}

describe("whether a request was carried out all the same", () => {
  it.each([
    ["it was refused", error({ $metadata: { httpStatusCode: 400 } })],
    ["nobody was there", error({ code: "ECONNREFUSED" })],
    [
      "nobody was there, at several addresses",
      new AggregateError([error({ code: "EHOSTUNREACH" })]),
    ],
    ["the certificate was not trusted", error({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" })],
    ["there was no HTTP", error({ code: "HPE_INVALID_CONSTANT" })],
  ])("is not in doubt when %s", (_, reason) => {
    expect(doubtOf(reason)).toBeUndefined();
  });

  it.each([
    ["the connection broke", error({ name: "TimeoutError", code: "ECONNRESET" })],
    ["the service failed", error({ $metadata: { httpStatusCode: 500 } })],
    [
      "its answer could not be read",
      error({ name: "SyntaxError", $metadata: { httpStatusCode: 200 } }),
    ],
  ])("is in doubt when %s", (_, reason) => {
    expect(doubtOf(reason)).toBe("broken");
  });

  it.each([
    ["nobody waited any longer", abortError()],
    ["no answer came in time", error({ name: "TimeoutError" })],
  ])("may still be on its way when %s", (_, reason) => {
    expect(doubtOf(reason)).toBe("unanswered");
  });

  it("is not in doubt when no connection came about in time", () => {
    const late = Object.assign(new Error("the request socket did not establish a connection"), {
      name: "TimeoutError",
    });
    expect(doubtOf(late)).toBeUndefined();
  });
});

describe("a wait", () => {
  it("gives what it waits for", async () => {
    const { signal } = new AbortController();
    expect(await promptly(Promise.resolve(1), signal)).toBe(1);
    await expect(promptly(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("ends with its signal, before and after it begins", async () => {
    const stop = new AbortController();
    const waiting = promptly(new Promise(() => {}), stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await expect(promptly(new Promise(() => {}), stop.signal)).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("says nothing of what fails after its end", async () => {
    const stop = new AbortController();
    stop.abort();
    const late = promptly(
      new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 5)),
      stop.signal,
    );
    await expect(late).rejects.toMatchObject({ name: "AbortError" });
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
