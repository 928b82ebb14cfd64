import { expect, test } from "vitest";

import { explain } from "../../src/client/advice.ts";

function named(name: string, message: string, code?: string): Error {
  const error = new Error(message);
  error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}

test.each([
  [
    named("Error", "connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED"),
    "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1. Does the service run there?",
  ],
  [
    // localhost has two addresses.
    Object.assign(
      new AggregateError([
        new Error("connect ECONNREFUSED ::1:1"),
        new Error("connect ECONNREFUSED 127.0.0.1:1"),
      ]),
      { code: "ECONNREFUSED" },
    ),
    "ECONNREFUSED: connect ECONNREFUSED ::1:1, connect ECONNREFUSED 127.0.0.1:1. Does the service run there?",
  ],
  [
    named("Error", "getaddrinfo ENOTFOUND kinesis.nowhere-1.amazonaws.com", "ENOTFOUND"),
    "ENOTFOUND: getaddrinfo ENOTFOUND kinesis.nowhere-1.amazonaws.com. Are host name and Region right, and is there a network?",
  ],
  [
    named("InvalidSignatureException", "Signature expired: 1 is now earlier than 2."),
    "InvalidSignatureException: Signature expired: 1 is now earlier than 2. Is the clock of this machine right?",
  ],
  [named("Strange", "Something else."), "Strange: Something else"],
  [named("Silent", ""), "Silent"],
  ["text", "text"],
])("%s", (error, text) => {
  expect(explain(error)).toBe(text);
});
