import { describe, expect, it } from "vitest";

import { fateOfError } from "../../src/client/fate.ts";
import {
  isAbort,
  isForGood,
  isGone,
  isOwnRetry,
  isPassing,
  isRefusal,
  isServerTrouble,
  isThrottle,
  reasonOf,
} from "../../src/client/sdk-errors.ts";

function answer(name: string, status: number, fault: "client" | "server" = "client"): Error {
  const $metadata = { httpStatusCode: status, attempts: 1 };
  return Object.assign(new Error(name), { name, $fault: fault, $metadata });
}

function broken(code: string): Error {
  return Object.assign(new Error(`read ${code}`), { code });
}

const yes = true;
const no = false;

/** What surfaces from the SDK (facts/aws.md 6.1, 6.2), and what each is. */
const table: readonly (readonly [Error, Readonly<Record<string, boolean>>])[] = [
  [
    answer("ProvisionedThroughputExceededException", 400),
    { throttle: yes, refusal: yes, trouble: no, passing: no, forGood: no },
  ],
  [
    answer("LimitExceededException", 400),
    { throttle: yes, refusal: yes, trouble: no, passing: no, forGood: no },
  ],
  [
    answer("KMSThrottlingException", 400),
    { throttle: yes, refusal: yes, trouble: no, passing: no, forGood: no },
  ],
  [
    answer("ThrottlingException", 400),
    { throttle: yes, refusal: yes, trouble: no, passing: no, forGood: no },
  ],
  [
    answer("RequestThrottled", 403),
    { throttle: yes, refusal: yes, trouble: no, passing: no, forGood: no },
  ],
  [
    answer("TooManyRequests", 429),
    { throttle: yes, refusal: yes, trouble: no, passing: no, forGood: no },
  ],
  [
    answer("InternalFailureException", 500, "server"),
    { throttle: no, refusal: no, trouble: yes, passing: yes, forGood: no },
  ],
  [
    answer("ServiceUnavailable", 503, "server"),
    { throttle: no, refusal: no, trouble: yes, passing: yes, forGood: no },
  ],
  [
    answer("ResourceNotFoundException", 400),
    { throttle: no, refusal: yes, trouble: no, passing: no, forGood: yes, gone: yes },
  ],
  [
    answer("QueueDoesNotExist", 400),
    { throttle: no, refusal: yes, trouble: no, passing: no, forGood: yes, gone: yes },
  ],
  [
    answer("AccessDeniedException", 400),
    { throttle: no, refusal: yes, trouble: no, passing: no, forGood: yes },
  ],
  [
    answer("ReceiptHandleIsInvalid", 404),
    { throttle: no, refusal: yes, trouble: no, passing: no, forGood: yes },
  ],
  [
    broken("ECONNRESET"),
    { throttle: no, refusal: no, trouble: no, passing: yes, forGood: no, abort: no },
  ],
  [broken("ECONNREFUSED"), { throttle: no, refusal: no, trouble: no, passing: yes, forGood: no }],
  [
    Object.assign(new Error("no credentials"), { name: "CredentialsProviderError" }),
    { throttle: no, refusal: no, trouble: no, passing: no, forGood: yes },
  ],
  [
    Object.assign(new Error("Request aborted"), { name: "AbortError" }),
    { throttle: no, refusal: no, trouble: no, passing: no, forGood: no, abort: yes },
  ],
  [new Error("a bug"), { throttle: no, refusal: no, trouble: no, passing: no, forGood: no }],
];

const questions: Readonly<Record<string, (error: Error) => boolean>> = {
  throttle: isThrottle,
  refusal: isRefusal,
  trouble: isServerTrouble,
  passing: isPassing,
  forGood: isForGood,
  gone: isGone,
  abort: isAbort,
};

describe("an error of the SDK", () => {
  it.each(table.map(([error, is]) => [reasonOf(error), error, is] as const))(
    "is taken for what it is: %s",
    (_, error, is) => {
      const answers = Object.fromEntries(
        Object.entries(questions).map(([question, ask]) => [question, ask(error)]),
      );
      expect(answers).toEqual({ gone: no, abort: no, ...is });
    },
  );

  it.each([
    [199, no, no],
    [400, yes, no],
    [499, yes, no],
    [500, no, yes],
    [599, no, yes],
  ])("of status %i", (status, refusal, trouble) => {
    const error = answer("Whatever", status);
    expect([isRefusal(error), isServerTrouble(error)]).toEqual([refusal, trouble]);
  });

  it("can be no Error at all", () => {
    expect([isThrottle("throttling"), isAbort("AbortError"), isGone({})]).toEqual([no, no, no]);
    expect(reasonOf("gone")).toBe("gone");
  });

  it("came of the SDK's own earlier attempt only if there was one", () => {
    const error = answer("ResourceInUseException", 400);
    expect(isOwnRetry(error)).toBe(no);
    expect(isOwnRetry(Object.assign(error, { $metadata: { attempts: 2 } }))).toBe(yes);
    expect(isOwnRetry(new Error("no metadata"))).toBe(no);
  });

  it("is called by its name, or by its code where it has none", () => {
    expect(reasonOf(broken("ECONNRESET"))).toBe("ECONNRESET");
    expect(reasonOf(Object.assign(answer("Throttled", 400), { code: "X" }))).toBe("Throttled");
    const all = Object.assign(new AggregateError([broken("ECONNREFUSED")]), {
      code: "ECONNREFUSED",
    });
    expect(reasonOf(all)).toBe("ECONNREFUSED");
    expect(reasonOf(new Error("text"))).toBe("Error");
  });
});

describe("the fate of a request that threw", () => {
  const refused = answer("AccessDeniedException", 400);

  it("is a refusal if no attempt can have been taken", () => {
    const circumstances = { mayHaveCommitted: false, isStopped: false };
    const reason = "AccessDeniedException";
    expect(fateOfError(refused, circumstances)).toEqual({
      type: "refused",
      reason,
      failure: refused,
    });
    const throttled = answer("ThrottlingException", 400);
    expect(fateOfError(throttled, circumstances)).toEqual({
      type: "refused",
      reason: "ThrottlingException",
    });
  });

  it("is open if one may have been, or if the run's end cut it short", () => {
    const reason = "AccessDeniedException";
    const maybe = fateOfError(refused, { mayHaveCommitted: true, isStopped: false });
    expect(maybe).toEqual({ type: "uncertain", reason, failure: refused });
    const stopped = fateOfError(refused, { mayHaveCommitted: false, isStopped: true });
    expect(stopped).toEqual({ type: "uncertain", reason });
  });
});
