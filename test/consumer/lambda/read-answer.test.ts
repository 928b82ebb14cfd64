import { describe, expect, it } from "vitest";

import { readAnswer } from "../../../src/consumer/lambda/read-answer.ts";

const ids = ["a", "b", "c"];
const read = (response: unknown, isReported = true) => readAnswer(response, ids, isReported);
const failing = (...itemIdentifiers: unknown[]) =>
  read({ batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })) });

describe("what a function answers", () => {
  it.each([undefined, null, {}, { batchItemFailures: null }, { batchItemFailures: [] }, "done"])(
    "is success when it names no failure: %j",
    (response) => {
      expect(read(response)).toEqual({ type: "done" });
    },
  );

  it("is success whatever it names, unless failures are to be reported", () => {
    expect(read({ batchItemFailures: [{ itemIdentifier: "a" }] }, false).type).toBe("done");
  });

  it("names what has failed, in the order of the batch, each once", () => {
    expect(failing("c", "b", "c")).toEqual({ type: "partly", failed: [1, 2] });
  });

  it.each([[""], [null], [undefined], [7], ["z"], ["a", "z"]])(
    "is failure of all when an identifier is no event's: %j",
    (...itemIdentifiers) => {
      expect(failing(...itemIdentifiers).type).toBe("failed");
    },
  );

  it("is failure of all when the list has a wrong form", () => {
    expect(read({ batchItemFailures: "a" }).type).toBe("failed");
    expect(read({ batchItemFailures: ["a"] }).type).toBe("failed");
    expect(read({ batchItemFailures: [{ ItemIdentifier: "a" }] }).type).toBe("failed");
  });
});
