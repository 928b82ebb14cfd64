import { describe, expect, it } from "vitest";

import { profiles } from "../../src/verify/profile.ts";
import { verify } from "../../src/verify/verify.ts";
import { blamed, found } from "./found.ts";
import { history } from "./history-builder.ts";

describe("phantom", () => {
  it("an event that nobody sent is a phantom, once for all its deliveries and applications", () => {
    const builder = history().stored(0).consumed(0).delivered(9).delivered(9);
    const records = builder.in({ app: "billing" }).consumed(0).delivered(9).end();
    expect(blamed(records)).toEqual(["phantom truck_7 #9"]);
    expect(verify(records, profiles.ordered).evidence[0]).toMatchObject({
      lane: "shard-0",
      position: "1009",
    });
  });

  it("an event of which every attempt was refused is a phantom", () => {
    const builder = history().sent(0).refused(0).sent(0).refused(0).stored(1);
    expect(blamed(builder.consumed(0, 1).end())).toEqual(["phantom truck_7 #0"]);
  });

  it("an event delivered before its refusal was recorded is a phantom, with its delivery as evidence", () => {
    const records = history().sent(0).consumed(0).refused(0).end();
    expect(verify(records, profiles.ordered).evidence).toMatchObject([
      { kind: "phantom", seq: 0, position: "1000" },
    ]);
  });

  it("an event refused first and acknowledged later is none", () => {
    expect(found(history().sent(0).refused(0).stored(0).consumed(0).end())).toEqual({});
  });

  it("an event acknowledged after its refusal, with no new send recorded, is none", () => {
    expect(found(history().sent(0).refused(0).acked(0).consumed(0).end())).toEqual({});
    expect(found(history().sent(0).refused(0).uncertain(0).consumed(0).end())).toEqual({});
  });

  it("an event refused once while another attempt has no outcome is none", () => {
    // Two attempts under way at once; one is refused, the other is never heard of.
    expect(found(history().sent(0, 0).refused(0).consumed(0).end())).toEqual({});
  });

  it("an event of which both attempts under way at once were refused is a phantom", () => {
    const records = history().sent(0, 0).refused(0).refused(0).consumed(0).end();
    expect(blamed(records)).toEqual(["phantom truck_7 #0"]);
  });

  it("an event refused after an uncertain attempt is none", () => {
    expect(found(history().sent(0).uncertain(0).sent(0).refused(0).consumed(0).end())).toEqual({});
  });

  it("an event sent again after a refusal, without an outcome, is none", () => {
    expect(found(history().sent(0).refused(0).sent(0).consumed(0).end())).toEqual({});
  });
});
