import { describe, expect, it } from "vitest";

import { Patience, patiently } from "../../src/client/patience.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { TargetError } from "../../src/errors.ts";

const never = new AbortController().signal;

function error(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

const broken = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });

describe("a reader's patience", () => {
  it("waits half a second after what may pass, and for no throttle: the SDK has waited", async () => {
    await inVirtualTime(1, async () => {
      const clock = startClock("virtual");
      const patience = new Patience(clock, "GetRecords");
      await patience.failed(broken, never);
      expect(clock.nowMs()).toBe(500);
      await patience.failed(error("ProvisionedThroughputExceededException", 400), never);
      expect(clock.nowMs()).toBe(500);
    });
  });

  it("ends at once with what does not pass", async () => {
    await inVirtualTime(1, async () => {
      const patience = new Patience(startClock("virtual"), "GetRecords");
      const denied = error("AccessDeniedException", 400);
      await expect(patience.failed(denied, never)).rejects.toBe(denied);
      await expect(patience.failed(denied, AbortSignal.abort())).resolves.toBeUndefined();
    });
  });

  it("ends after a minute of failures in a row, with what failed", async () => {
    await inVirtualTime(1, async () => {
      const clock = startClock("virtual");
      const patience = new Patience(clock, "GetRecords");
      for (let tries = 0; tries <= 120; tries += 1) await patience.failed(broken, never);
      expect(clock.nowMs()).toBe(60_500);
      const last = patience.failed(broken, never);
      await expect(last).rejects.toThrow("GetRecords has failed for 60 s: ECONNRESET");
      await expect(last).rejects.toBeInstanceOf(TargetError);
      await expect(last).rejects.toMatchObject({ cause: broken });
    });
  });

  it("begins anew with every answer", async () => {
    await inVirtualTime(1, async () => {
      const clock = startClock("virtual");
      const patience = new Patience(clock, "GetRecords");
      for (let tries = 0; tries < 300; tries += 1) {
        await patience.failed(broken, never);
        if (tries % 100 === 0) patience.answered();
      }
      expect(clock.nowMs()).toBe(150_000);
    });
  });
});

describe("asking patiently", () => {
  it("asks until there is an answer", async () => {
    await inVirtualTime(1, async () => {
      const context = startClock("virtual");
      let asked = 0;
      const ask = async (): Promise<string> => {
        asked += 1;
        if (asked < 4) throw broken;
        return "here";
      };
      expect(await patiently(ask, { action: "ListShards", context, signal: never })).toBe("here");
      expect([asked, context.nowMs()]).toEqual([4, 1500]);
    });
  });

  it("throws at once what is not worth waiting for, and when it is stopped", async () => {
    await inVirtualTime(1, async () => {
      const context = startClock("virtual");
      const ask = () => Promise.reject(broken);
      const options = { action: "CreateStream", context, signal: never };
      const isWorthWaiting = () => false;
      await expect(patiently(ask, { ...options, isWorthWaiting })).rejects.toBe(broken);
      const stopped = { ...options, signal: AbortSignal.abort() };
      await expect(patiently(ask, stopped)).rejects.toBe(broken);
      expect(context.nowMs()).toBe(0);
    });
  });
});
