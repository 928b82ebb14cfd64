import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { namesOf, queue, runOnModel, stream } from "./model-run.ts";

const [reader] = stream.consumers;
const [taker] = queue.consumers;
const pause = { kind: "pause", app: "map", consumer: 1, atS: 5 } as const;

describe("a consumer that stands still", () => {
  it.each<[string, Design]>([
    ["by lane", stream],
    ["by key", { ...stream, consumers: [{ ...reader, kind: "by-key" }] }],
    ["with enhanced fan-out", { ...stream, read: "fan-out" }],
    ["competing", queue],
  ])("does nothing meanwhile, and goes on as if nothing had been: %s", async (_, design) => {
    const { verdict, all, history } = await runOnModel({
      design,
      faults: [{ ...pause, forS: 4 }],
    });
    const meanwhile = history.filter(
      (one) =>
        "consumer" in one &&
        one.consumer.split("/")[0] === "map-1" &&
        one.atMs > 5000 &&
        one.atMs < 9000,
    );
    expect(meanwhile).toEqual([]);
    const told = { type: "pause", app: "map", consumer: "map-1", atMs: 5000, forMs: 4000 };
    expect(history.filter(({ type }) => type === "pause")).toEqual([told]);
    const later = all("effect").filter(
      ({ consumer, atMs }) => consumer.startsWith("map-1") && atMs >= 9000,
    );
    expect(later.length).toBeGreaterThan(0);
    expect(verdict).toMatchObject({ verdict: "valid", counts: { "duplicate-effect": 0 } });
    expect(namesOf(all("effect"))).toEqual(namesOf(all("ack")));
  });

  const busy: Design = { ...queue, consumers: [{ ...taker, serviceMs: 300 }] };

  it("for less than the visibility timeout keeps what it has in hand", async () => {
    const { verdict } = await runOnModel({ design: busy, faults: [{ ...pause, forS: 3 }] });
    expect(verdict).toMatchObject({
      verdict: "valid",
      counts: { "duplicate-effect": 0, "key-overlap": 0 },
    });
  });

  it("for longer has it taken away, and works on it beside another", async () => {
    const { verdict } = await runOnModel({ design: busy, faults: [{ ...pause, forS: 12 }] });
    expect(verdict.verdict).toBe("invalid");
    expect(verdict.counts["duplicate-effect"]).toBeGreaterThan(0);
    expect(verdict.counts["key-overlap"]).toBeGreaterThan(0);
  });

  it("is waited for, though everything else is long done", async () => {
    const { verdict, durationMs, all } = await runOnModel({ faults: [{ ...pause, forS: 110 }] });
    expect(verdict).toMatchObject({ verdict: "valid", counts: { lost: 0, unseen: 0 } });
    expect(durationMs).toBeGreaterThan(115_000);
    expect(namesOf(all("effect"))).toEqual(namesOf(all("ack")));
  });

  it("longer than the run may last leaves the verdict open", async () => {
    const { verdict, all } = await runOnModel({ faults: [{ ...pause, forS: 1000 }], drainS: 90 });
    expect(verdict.verdict).toBe("unknown");
    expect(verdict.counts.lost).toBe(0);
    expect(all("end")).toMatchObject([{ drained: false, atMs: 110_000 }]);
  });

  it("twice at once goes on when both are over", async () => {
    const { all } = await runOnModel({
      faults: [
        { ...pause, forS: 3 },
        { ...pause, atS: 6, forS: 5 },
      ],
    });
    const own = all("start").filter(({ consumer }) => consumer === "map-1");
    expect(own.some(({ atMs }) => atMs > 5000 && atMs < 11_000)).toBe(false);
    expect(own.some(({ atMs }) => atMs >= 11_000)).toBe(true);
  });

  it("can do so at a moment: between the work and the commit", async () => {
    const { event, count } = { event: "handled-not-committed", count: 4 } as const;
    const { all, history, verdict } = await runOnModel({
      design: { ...queue, consumers: [{ ...taker, settle: "each" }] },
      faults: [{ kind: "pause", app: "map", consumer: 1, when: { event, count }, forS: 3 }],
    });
    const effect = all("effect").filter(({ consumer }) => consumer === "map-1")[count - 1]!;
    const commit = history.find(
      (one) => one.type === "commit" && one.position === effect.position && one.scope === "event",
    );
    expect(commit!.atMs).toBeGreaterThanOrEqual(effect.atMs + 3000);
    expect(verdict.verdict).toBe("valid");
  });
});
