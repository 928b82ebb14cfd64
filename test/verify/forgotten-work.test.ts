import { describe, expect, it } from "vitest";

import type { HistoryRecord } from "../../src/history/record.ts";
import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";

/** Events of one truck, each delivered and done under the name `d<seq>`; then some of them again, each as `again<seq>`. */
class Retold {
  readonly records: HistoryRecord[] = [];

  constructor(events: number) {
    for (let seq = 0; seq < events; seq += 1) {
      const event = { key: "truck", seq };
      const place = { lane: "s", position: `${1000 + seq}` };
      this.records.push({
        type: "send",
        ...event,
        dueMs: 0,
        ...this.#at(),
        bytes: 5,
        checksum: seq,
      });
      this.records.push({ type: "ack", ...event, ...place, ...this.#at() });
      this.deliver(seq, `d${seq}`).work("start", seq, `d${seq}`).work("effect", seq, `d${seq}`);
    }
  }

  deliver(seq: number, deliveryId: string): this {
    const place = { lane: "s", position: `${1000 + seq}` };
    const by = { app: "map", consumer: "c", key: "truck", seq, bytes: 5, checksum: seq };
    this.records.push({ type: "delivery", ...by, ...place, deliveryId, ...this.#at() });
    return this;
  }

  work(
    type: "start" | "effect",
    seq: number,
    deliveryId: string,
    position = `${1000 + seq}`,
  ): this {
    const by = { app: "map", consumer: "c", key: "truck", seq, deliveryId };
    this.records.push({ type, ...by, lane: "s", position, ...this.#at() });
    return this;
  }

  verdict() {
    const end = { offered: 0, sendingMs: 0, drained: true, interrupted: false };
    const records = [...this.records, { type: "end", ...end, ...this.#at() } as const];
    const { verdict, reasons } = verify(records, { ...profiles.unordered });
    return { verdict, reasons: reasons.join("\n") };
  }

  #at() {
    return { atMs: this.records.length };
  }
}

describe("work on an event that was done long ago", () => {
  it.each([20, 70, 200])("%i events ago, is right where it names what came again", (back) => {
    const told = new Retold(300);
    for (let seq = 300 - back; seq < 300; seq += 1) {
      told.deliver(seq, `again${seq}`).work("start", seq, `again${seq}`);
      told.work("effect", seq, `again${seq}`);
    }
    expect(told.verdict()).toEqual({ verdict: "valid", reasons: "" });
  });

  it("is right in batches, too", () => {
    const told = new Retold(300);
    for (let seq = 120; seq < 160; seq += 1) told.deliver(seq, `again${seq}`);
    for (let seq = 120; seq < 160; seq += 1) {
      told.work("start", seq, `again${seq}`).work("effect", seq, `again${seq}`);
    }
    expect(told.verdict()).toEqual({ verdict: "valid", reasons: "" });
  });

  it.each(["lane and position", "delivery"])("is unknown if its %s cannot be compared", (what) => {
    const told = new Retold(300);
    const [id, position] = what === "delivery" ? ["d7", "1270"] : ["d270", "1007"];
    told.work("start", 100, id, position).work("effect", 100, id, position);
    const { verdict, reasons } = told.verdict();
    expect(verdict).toBe("unknown");
    expect(reasons).toContain("2 records of work are on events of which it is not remembered");
  });

  it("is unknown too if the event came again since, under another name or from elsewhere", () => {
    const other = new Retold(300).deliver(100, "again").work("start", 100, "d7");
    expect(other.work("effect", 100, "again").verdict().verdict).toBe("unknown");
    const elsewhere = new Retold(300).deliver(100, "again").work("start", 100, "again", "1007");
    expect(elsewhere.work("effect", 100, "again").verdict().verdict).toBe("unknown");
  });
});
