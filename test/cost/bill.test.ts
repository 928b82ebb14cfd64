import { describe, expect, it } from "vitest";

import { Bill } from "../../src/cost/bill.ts";
import { billedGb, putPayloadUnits, sqsBilledRequests } from "../../src/cost/prices.ts";

const hourMs = 3_600_000;
const monthMs = 30 * 24 * hourMs;
const kib = 1024;

/**
 * The figures of a month that are known from elsewhere (facts/aws.md 5, "derived"): 100 trucks, an event of at most 1 KB a second each,
 * 30 days, which is 259.2 million events. A bill counts in proportion, so a ten-thousandth of them is counted here.
 */
const partOfAMonth = 25_920;

function monthly(partUsd: number): number {
  return partUsd * 10_000;
}

describe("30 days of 100 trucks with an event a second cost", () => {
  it("$14.43 on one provisioned shard: 10.80 for the shard, 3.63 for the events", () => {
    const events = new Bill();
    for (let event = 0; event < partOfAMonth; event += 1) events.put(kib);
    const eventsUsd = monthly(events.streamUsd(0, 0));
    expect(eventsUsd).toBeCloseTo(3.63, 2);
    const shard = new Bill();
    shard.shardsFrom(0, 1);
    const shardUsd = shard.streamUsd(monthMs, 0);
    expect(shardUsd).toBeCloseTo(10.8, 6);
    expect(shardUsd + eventsUsd).toBeCloseTo(14.43, 2);
    const four = new Bill();
    four.shardsFrom(0, 4);
    expect(four.streamUsd(monthMs, 0) + eventsUsd).toBeCloseTo(46.83, 2);
  });

  it("$60.93 on an on-demand stream: 28.80 for the hours, 19.78 for what is written, 12.36 for what is read", () => {
    const bill = new Bill();
    bill.onDemand();
    for (let event = 0; event < partOfAMonth; event += 1) {
      bill.put(kib);
      bill.read(kib);
    }
    const eventsUsd = monthly(bill.streamUsd(0, 0));
    const hoursUsd = bill.streamUsd(monthMs, 0) - bill.streamUsd(0, 0);
    expect(hoursUsd).toBeCloseTo(28.8, 6);
    expect(eventsUsd).toBeCloseTo(19.78 + 12.36, 2);
  });

  it("$389 on a FIFO queue, each sent, received and deleted by itself, and a tenth of it in batches of ten", () => {
    const single = new Bill();
    for (let event = 0; event < partOfAMonth; event += 1) {
      single.sqs(kib);
      single.sqs(kib);
      single.sqs(0);
    }
    // A million requests a month are free, which a bill leaves out: $0.50.
    expect(monthly(single.queueUsd("sqs-fifo")) - 0.5).toBeCloseTo(388.3, 2);
    const batched = new Bill();
    for (let call = 0; call < partOfAMonth / 10; call += 1) {
      batched.sqs(10 * kib);
      batched.sqs(10 * kib);
      batched.sqs(0);
    }
    expect(monthly(batched.queueUsd("sqs-fifo")) - 0.5).toBeCloseTo(38.38, 2);
  });

  it("four fifths of that on a standard queue", () => {
    const bill = new Bill();
    for (let request = 0; request < partOfAMonth; request += 1) bill.sqs(kib);
    expect(monthly(bill.queueUsd("sqs-standard"))).toBeCloseTo(103.68, 2);
    expect(bill.queueUsd("sqs-fifo") / bill.queueUsd("sqs-standard")).toBeCloseTo(0.5 / 0.4, 9);
  });
});

it("147,761,190 FIFO requests cost what somebody paid for them: $73.49, list price $73.38 after the first million", () => {
  const bill = new Bill();
  // Requests of 64 KB: each call is as many as it has steps.
  const left = 147_761_190 - 1_000_000;
  const mostBytes = 2 ** 40;
  for (let requests = left; requests > 0; requests -= mostBytes / (64 * kib)) {
    bill.sqs(Math.min(mostBytes, requests * 64 * kib));
  }
  expect(bill.queueUsd("sqs-fifo")).toBeCloseTo(73.38, 2);
});

describe("enhanced fan-out costs", () => {
  it("a consumer-shard-hour as much as a shard-hour, beside the shard", () => {
    const bill = new Bill();
    bill.shardsFrom(0, 2);
    expect(bill.streamUsd(3 * hourMs, 0)).toBeCloseTo(6 * 0.015, 9);
    expect(bill.streamUsd(3 * hourMs, 2)).toBeCloseTo(6 * 0.015 + 2 * 6 * 0.015, 9);
  });

  it("1.3 cents a GB that is pushed", () => {
    const bill = new Bill();
    for (let event = 0; event < 1024; event += 1) bill.fanOut(2 ** 20);
    expect(bill.streamUsd(0, 1)).toBeCloseTo(0.013, 9);
    expect(billedGb).toBe(2 ** 30);
  });
});

describe("the shards of a stream cost", () => {
  const usd = (...changes: readonly (readonly [number, number])[]): number => {
    const bill = new Bill();
    for (const [fromH, count] of changes) bill.shardsFrom(fromH * hourMs, count);
    return bill.streamUsd(2 * hourMs, 0) / 0.015;
  };

  it("for the time that they were there: across reshards", () => {
    expect(usd([0, 2])).toBeCloseTo(4, 9);
    expect(usd([0, 2], [1, 4])).toBeCloseTo(6, 9);
    expect(usd([0, 4], [0.5, 2])).toBeCloseTo(5, 9);
    expect(usd([0, 2], [0.5, 4], [1.5, 8])).toBeCloseTo(1 + 4 + 4, 9);
  });

  it("nothing after the end", () => {
    expect(usd([0, 2], [3, 100])).toBeCloseTo(4, 9);
    expect(usd([0, 2], [2, 100], [3, 1])).toBeCloseTo(4, 9);
    expect(new Bill().streamUsd(hourMs, 1)).toBe(0);
  });
});

describe("what is counted", () => {
  it.each([
    [0, 1],
    [1, 1],
    [25 * kib, 1],
    [25 * kib + 1, 2],
    [50 * kib, 2],
    [1024 * kib, 41],
  ])("of a record of %i bytes is %i payload units, 25 KB each, at least one", (bytes, units) => {
    expect(putPayloadUnits(bytes)).toBe(units);
    const [bill, one] = [new Bill(), new Bill()];
    bill.put(bytes);
    one.put(1);
    expect(bill.streamUsd(0, 0)).toBeCloseTo(units * one.streamUsd(0, 0), 15);
  });

  it.each([
    [0, 1],
    [64 * kib, 1],
    [64 * kib + 1, 2],
    [256 * kib, 4],
    [1024 * kib, 16],
  ])("of a call with %i bytes is %i requests, 64 KB each, at least one", (bytes, requests) => {
    expect(sqsBilledRequests(bytes)).toBe(requests);
    const [bill, one] = [new Bill(), new Bill()];
    bill.sqs(bytes);
    one.sqs(0);
    expect(bill.queueUsd("sqs-fifo")).toBeCloseTo(requests * one.queueUsd("sqs-fifo"), 15);
  });
});
