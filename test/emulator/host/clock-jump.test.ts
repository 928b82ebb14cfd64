import { afterEach, expect, test, vi } from "vitest";

import { served } from "./http/served.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const hourMs = 3_600_000;

test.each([hourMs, -hourMs])(
  "a wall clock that jumps by %d ms ends no visibility timeout and no long poll",
  async (jumpMs) => {
    await using server = await served();
    const QueueUrl = await server.queue("q");
    const receive = async (WaitTimeSeconds: number): Promise<number> => {
      const { json } = await server.sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds });
      return ((json["Messages"] ?? []) as unknown[]).length;
    };
    await server.sqs("SendMessage", { QueueUrl, MessageBody: "x" });
    expect(await receive(0)).toBe(1);
    const rightNow = Date.now.bind(Date);
    vi.spyOn(Date, "now").mockImplementation(() => rightNow() + jumpMs);
    const began = performance.now();
    // In flight for 30 s: nothing for this one, which waits for its second and no longer.
    expect(await receive(1)).toBe(0);
    const tookMs = performance.now() - began;
    expect(tookMs).toBeGreaterThan(900);
    expect(tookMs).toBeLessThan(60_000);
  },
);
