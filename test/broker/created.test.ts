import { describe, expect, it } from "vitest";

import { alreadyThere, deleteCreated, notStopped, runTags } from "../../src/broker/created.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { TargetError } from "../../src/errors.ts";

function error(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

const broken = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });

const beganMs = 100_000;

/** Deletes, while the service answers this to the n-th request (undefined: it takes it). */
function deleting(answer: (request: number, nowMs: number) => Error | undefined, runId?: string) {
  return inVirtualTime(1, async () => {
    const clock = startClock("virtual");
    // A run is some way on when it ends.
    await clock.sleep(beganMs);
    let requests = 0;
    const send = async (): Promise<void> => {
      requests += 1;
      const refusal = answer(requests, clock.nowMs() - beganMs);
      if (refusal !== undefined) throw refusal;
    };
    const context = { name: "trucks", ...clock, ...(runId !== undefined && { runId }) };
    const failure = await deleteCreated("stream trucks", send, context).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    return { requests, tookMs: clock.nowMs() - beganMs, failure };
  });
}

describe("what was created is deleted", () => {
  it("with one request, if the service takes it, or it is gone already", async () => {
    const done = { requests: 1, tookMs: 0, failure: undefined };
    expect(await deleting(() => undefined)).toEqual(done);
    expect(await deleting(() => error("ResourceNotFoundException"))).toEqual(done);
    expect(await deleting(() => error("QueueDoesNotExist"))).toEqual(done);
  });

  it.each([
    ["busy", error("ResourceInUseException"), 60_000],
    ["throttled", error("LimitExceededException"), 60_000],
    ["in trouble", error("InternalFailure", 500), 10_000],
    ["not there", broken, 10_000],
  ])("every 300 ms while the service is %s, for so long and no longer", async (_, refusal, ms) => {
    const late = await deleting((__, nowMs) => (nowMs < ms - 600 ? refusal : undefined));
    expect(late.failure).toBeUndefined();
    expect(late.requests).toBe(Math.ceil((ms - 600) / 300) + 1);
    const never = await deleting(() => refusal);
    expect(never.tookMs).toBe(ms + 300 - (ms % 300));
    expect(never.failure).toBeInstanceOf(TargetError);
    expect(never.failure!.cause).toBe(refusal);
  });

  it("not again, if it is denied: what to do is said", async () => {
    const { requests, failure } = await deleting(() => error("AccessDeniedException"));
    expect(requests).toBe(1);
    expect(failure!.message).toMatch(
      /^could not delete stream trucks: AccessDenied.* Delete it by hand, or with .*clean$/,
    );
    const named = await deleting(() => error("AccessDeniedException"), "0badcafe");
    expect(named.failure!.message).toMatch(/clean --run 0badcafe$/);
  });

  it("unless somebody wants an end", async () => {
    const { failure } = await deleting(() => error("AbortError"));
    expect(failure!.message).toMatch("could not delete stream trucks: there was no time for it");
  });
});

it("what is created is tagged with the run, where there is one", () => {
  const context = { name: "trucks", ...startClock("real") };
  expect(runTags(context)).toBeUndefined();
  expect(runTags({ ...context, runId: "0badcafe" })).toMatchObject({ "convoy:run": "0badcafe" });
});

it("what was there before is left alone, and this is said", () => {
  expect(alreadyThere("queue q").message).toMatch(/^queue q is there already.*is left alone/);
  expect(notStopped.abortSignal.aborted).toBe(false);
});
