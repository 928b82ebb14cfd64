import { describe, expect, it } from "vitest";

import { KeyBook } from "../../src/metrics/key-book.ts";
import { openEvents, SendMeter } from "../../src/metrics/send-meter.ts";
import { ack, send } from "./measured.ts";

const appCount = 2;

function meter() {
  const keys = new KeyBook();
  return { keys, sends: new SendMeter(keys, ["t1"]) };
}

function add(sends: SendMeter, record: ReturnType<typeof send>): void {
  if (record.type === "send") sends.send(record);
  if (record.type === "ack") sends.ack(record, appCount);
}

describe("SendMeter", () => {
  it("forgets an event once it is acknowledged and every application has done it, in any order", () => {
    const { keys, sends } = meter();
    for (let seq = 0; seq < 1000; seq += 1) {
      add(sends, send("t1", seq, seq));
      sends.done("t1", seq, appCount);
      if (seq % 2 === 0) add(sends, ack("t1", seq, seq));
      sends.done("t1", seq, appCount);
      if (seq % 2 === 1) add(sends, ack("t1", seq, seq));
      expect(keys.get("t1").open).toBeUndefined();
    }
  });

  it("keeps an event that one application has not done, and one that is not acknowledged", () => {
    const { keys, sends } = meter();
    add(sends, send("t1", 0, 5));
    add(sends, ack("t1", 0, 9));
    sends.done("t1", 0, appCount);
    add(sends, send("t1", 1, 6));
    sends.done("t1", 1, appCount);
    sends.done("t1", 1, appCount);
    expect([...openEvents(keys.get("t1").open)].map(({ seq }) => seq)).toEqual([0, 1]);
    expect(sends.openEvent("t1", 0)?.dueMs).toBe(5);
  });

  it("does not remember an event again that is sent once more after it was forgotten", () => {
    const { keys, sends } = meter();
    add(sends, send("t1", 0, 5));
    add(sends, ack("t1", 0, 9));
    for (let app = 0; app < appCount; app += 1) sends.done("t1", 0, appCount);
    add(sends, send("t1", 0, 5, 20));
    add(sends, ack("t1", 0, 25));
    expect(keys.get("t1").open).toBeUndefined();
    expect([sends.sent.total, sends.acked.total, sends.put.count]).toEqual([1, 1, 1]);
  });

  it("takes an acknowledgement of what it did not see sent, and an effect", () => {
    const { keys, sends } = meter();
    add(sends, ack("t1", 7, 9));
    sends.done("t1", 7, appCount);
    sends.done("never heard of", 0, appCount);
    expect([sends.acked.total, sends.put.count, sends.ackedBytes.total]).toEqual([1, 0, 0]);
    expect([...keys.values()].map(({ key }) => key)).toEqual(["t1"]);
  });

  it("counts the keys and events of each lane, by name of the lane", () => {
    const { sends } = meter();
    for (const [seq, lane] of ["z", "a", "m", "a"].entries()) add(sends, ack("t1", seq, 9, lane));
    expect(sends.keysPerLane()).toEqual([
      { lane: "a", keyCount: 1, eventCount: 2 },
      { lane: "m", keyCount: 1, eventCount: 1 },
      { lane: "z", keyCount: 1, eventCount: 1 },
    ]);
  });
});
