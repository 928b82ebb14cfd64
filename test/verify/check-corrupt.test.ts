import { describe, expect, it } from "vitest";

import { blamed, found } from "./found.ts";
import { history } from "./history-builder.ts";

describe("corrupt", () => {
  it("a delivery whose own checksum fails is corrupt", () => {
    const builder = history()
      .stored(0, 1)
      .consumed(0)
      .delivered(1, "1001", { intact: false })
      .processed(1);
    expect(blamed(builder.end())).toEqual(["corrupt truck_7 #1"]);
  });

  it("a delivery of another size than was sent is corrupt", () => {
    const builder = history()
      .stored(0, 1)
      .consumed(0)
      .delivered(1, "1001", { bytes: 99 })
      .processed(1);
    expect(blamed(builder.end())).toEqual(["corrupt truck_7 #1"]);
  });

  it("the payload is compared across a backlog of any length", () => {
    const builder = history();
    for (let seq = 0; seq < 3000; seq += 1) builder.stored(seq);
    for (let seq = 0; seq < 3000; seq += 1) builder.delivered(seq, `${1000 + seq}`, { bytes: 99 });
    expect(found(builder.end())).toEqual({ corrupt: 3000 });
  });

  it("an event sent twice with different payloads may arrive as either", () => {
    const builder = history().sent(0);
    const first = builder.records[0]!;
    builder.records.push({ ...first, bytes: 77 } as typeof first);
    expect(found(builder.delivered(0).delivered(0, "1000", { bytes: 77 }).end())).toEqual({});
  });
});
