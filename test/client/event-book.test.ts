import { describe, expect, it } from "vitest";

import { EventBook } from "../../src/client/tap/event-book.ts";
import { Recent } from "../../src/client/tap/recent.ts";
import { decodePayload, encodePayload } from "../../src/workload/payload.ts";
import { event } from "../producer/fake-run.ts";

const own = encodePayload({ ...event("truck_1", 5), index: 40 }, 200);
const damaged = own.replace('"lat":1', '"lat":2');

describe("the book of events", () => {
  it("knows the workload's own by what they say", () => {
    const book = new EventBook(decodePayload);
    const name = { key: "truck_1", seq: 5, index: 40, bytes: 200, intact: true };
    expect(book.sent(own, "routed elsewhere")).toMatchObject(name);
    expect(book.received(own, "s1", "1")).toMatchObject(name);
  });

  it("takes a damaged one for what it says, marked, while all are the workload's own", () => {
    const book = new EventBook(decodePayload);
    expect(book.received(damaged, "s1", "1")).toMatchObject({
      key: "truck_1",
      seq: 5,
      intact: false,
    });
  });

  it("knows others by their place, though their bytes are the same", () => {
    const book = new EventBook(decodePayload);
    const [one, two] = [book.sent("ping", "a"), book.sent("ping", "a")];
    book.placed("ping", one, "s1", "10");
    book.placed("ping", two, "s1", "11");
    expect(book.received("ping", "s1", "11")).toMatchObject({ key: "a", seq: 1, index: 1 });
    expect(book.received("ping", "s1", "10")).toMatchObject({ key: "a", seq: 0, index: 0 });
  });

  it("knows others by their bytes before their place is known, the last that was sent so", () => {
    const book = new EventBook(decodePayload);
    book.sent("ping", "a");
    book.sent("ping", "b");
    expect(book.received("ping", "s1", "10")).toMatchObject({ key: "b", seq: 0, intact: true });
  });

  it("takes what looks like the workload's own and is damaged for another's, if it was sent so", () => {
    const book = new EventBook(decodePayload);
    expect(book.sent(damaged, "a")).toMatchObject({ key: "a", seq: 0, intact: true });
    expect(book.received(damaged, "s1", "1")).toMatchObject({ key: "a", seq: 0, intact: true });
  });

  it("says so when it does not know", () => {
    const book = new EventBook(decodePayload);
    const unreadable = { key: "(unreadable)", seq: -1, index: -1, intact: false };
    expect(book.received("what?", "s1", "1")).toMatchObject(unreadable);
    book.sent("ping", "a");
    expect(book.received("what?", "s1", "1")).toMatchObject(unreadable);
    expect(book.received(damaged, "s1", "1")).toMatchObject({ key: "truck_1", intact: false });
  });
});

describe("a map of what is recent", () => {
  it("lets the oldest go when it is full", () => {
    const recent = new Recent<string, number>(2);
    recent.set("a", 1);
    recent.set("b", 2);
    recent.set("c", 3);
    expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual([undefined, 2, 3]);
    expect([recent.has("a"), recent.has("b")]).toEqual([false, true]);
  });

  it("gives out an entry once when it is taken", () => {
    const recent = new Recent<string, number>(2);
    recent.set("a", 1);
    expect([recent.take("a"), recent.take("a")]).toEqual([1, undefined]);
  });
});
