import { describe, expect, it } from "vitest";

import { prices } from "../../src/cost/prices.ts";
import { Account, newTerms, streamNameOf } from "../../src/targets/account.ts";

const hourMs = 3_600_000;
const at = { region: "us-east-1", kind: "aws" } as const;
const oneShard = { shards: 1, isOnDemand: false };
const put = {
  service: "kinesis",
  action: "PutRecord",
  input: { StreamName: "s", Data: new Uint8Array(1), PartitionKey: "k" },
} as const;
const send = { service: "sqs", action: "SendMessage", input: { QueueUrl: "u.fifo" } } as const;

function account(limitUsd?: number) {
  let nowMs = 0;
  const terms = newTerms({ ...at, ...(limitUsd !== undefined && { agreedUsd: limitUsd }) });
  const of = new Account(terms, { nowMs: () => nowMs });
  return {
    of,
    terms,
    after: (ms: number) => {
      nowMs += ms;
      of.check();
    },
  };
}

describe("what is spent", () => {
  it("is the first hour of a stream from when it is asked for, and each hour that is begun", () => {
    const { of, after } = account();
    of.streamAsked("s", { ...oneShard, shards: 4 });
    expect(of.spentUsd).toBeCloseTo(4 * prices.kinesisShardHour, 9);
    after(hourMs - 1);
    expect(of.spentUsd).toBeCloseTo(4 * prices.kinesisShardHour, 9);
    after(1);
    expect(of.spentUsd).toBeCloseTo(8 * prices.kinesisShardHour, 9);
    of.streamDeleted("s");
    after(5 * hourMs);
    expect(of.spentUsd).toBeCloseTo(8 * prices.kinesisShardHour, 9);
  });

  it("is nothing for a stream that was refused", () => {
    const { of } = account();
    of.streamAsked("s", oneShard);
    of.streamRefused("s");
    expect(of.spentUsd).toBe(0);
  });

  it("has a request of KMS for each, once anything is encrypted", () => {
    const plain = account().of;
    plain.attempt(send);
    const { of } = account();
    const Attributes = { KmsMasterKeyId: "alias/aws/sqs" };
    of.attempt({
      service: "sqs",
      action: "CreateQueue",
      input: { QueueName: "u.fifo", Attributes },
    });
    const before = of.spentUsd;
    of.attempt(send);
    const perRequest = prices.kmsPerMillion / 1e6;
    expect(of.spentUsd - before).toBeCloseTo(plain.spentUsd + perRequest, 9);
    const stream = account().of;
    stream.attempt({ service: "kinesis", action: "StartStreamEncryption", input: {} });
    stream.attempt({ service: "kinesis", action: "DescribeStreamSummary", input: {} });
    expect(stream.spentUsd).toBeCloseTo(2 * perRequest, 9);
  });

  it("grows with consumers on enhanced fan-out and with shards, for the hour under way too", () => {
    const { of } = account();
    of.streamAsked("s", { ...oneShard, shards: 2 });
    of.streamGrows("s", { consumers: 1 });
    expect(of.spentUsd).toBeCloseTo(2 * (prices.kinesisShardHour + prices.kinesisFanOutHour), 9);
    of.streamGrows("s", { shards: 2 });
    expect(of.spentUsd).toBeCloseTo(4 * (prices.kinesisShardHour + prices.kinesisFanOutHour), 9);
  });

  it("is twice as much where the Region's prices are not known", () => {
    const there = new Account(newTerms({ region: "eu-west-1", kind: "aws" }));
    there.attempt(send);
    expect(there.spentUsd).toBeCloseTo((2 * prices.sqsFifoPerMillion) / 1e6, 12);
    expect(there.usdPerDay({ shards: 2, isOnDemand: false })).toBeCloseTo(2 * 48 * 0.015, 9);
  });

  it("is one sum over all threads", () => {
    const { of, terms } = account(1);
    const other = new Account(terms);
    for (let request = 0; request < 1000; request += 1) {
      of.attempt(put);
      other.attempt(send);
    }
    const usd = 1000 * (prices.kinesisPutUnitsPerMillion + prices.sqsFifoPerMillion);
    expect(of.spentUsd).toBeCloseTo(usd / 1e6, 9);
    expect(other.spentUsd).toBe(of.spentUsd);
  });
});

describe("the brake", () => {
  it("aborts before more is spent than was agreed to, and ends the creating", () => {
    const { of } = account(0.001);
    let requests = 0;
    while (!of.usedUp.aborted && requests < 10_000) {
      of.attempt(send);
      requests += 1;
    }
    expect(of.spentUsd).toBeLessThanOrEqual(0.001);
    expect(of.spentUsd).toBeGreaterThan(0.0009);
    expect(of.closedBecause).toMatch(/^the agreed \$0\.0010 are used up: \$0\.0010 by list price/);
  });

  it("hears of what another thread has spent", () => {
    const { of, terms } = account(0.02);
    new Account(terms).streamAsked("s", { ...oneShard, shards: 2 });
    expect(of.usedUp.aborted).toBe(false);
    expect(of.closedBecause).toMatch(/used up/);
  });

  it("comes in time to delete a stream before an hour begins that nobody agreed to", () => {
    const { of, after } = account(0.02);
    of.streamAsked("s", oneShard);
    after(hourMs - 61_000);
    expect(of.usedUp.aborted).toBe(false);
    after(2000);
    expect(of.usedUp.aborted).toBe(true);
    expect(of.spentUsd).toBeLessThan(0.02);
  });

  it("lets an hour begin that was agreed to", () => {
    const { of, after } = account(0.04);
    of.streamAsked("s", oneShard);
    after(hourMs + 1);
    expect(of.usedUp.aborted).toBe(false);
    expect(of.spentUsd).toBeCloseTo(0.03, 9);
  });

  it("is not there where nothing was agreed to", () => {
    const { of } = account();
    of.streamAsked("s", { ...oneShard, shards: 10_000 });
    expect(of.usedUp.aborted).toBe(false);
  });
});

describe("what could not be deleted ends the creating", () => {
  const stream = { kind: "stream", name: "convoy-a" } as const;

  it("where it stays", () => {
    const { of } = account();
    of.ledger.creating(stream);
    expect(of.closedBecause).toBeUndefined();
    of.ledger.kept(stream, "denied");
    expect(of.closedBecause).toBe("stream convoy-a could not be deleted");
    of.ledger.deleted(stream);
    expect(of.closedBecause).toBeUndefined();
  });

  it("not where everything ends with the target", () => {
    const of = new Account(newTerms({ region: "us-east-1", kind: "npm-emulators" }));
    of.ledger.creating(stream);
    of.ledger.kept(stream, "denied");
    expect(of.closedBecause).toBeUndefined();
  });
});

it("is answered for only what has the run in its name", () => {
  const of = new Account(newTerms({ ...at, runId: "0badcafe" }));
  expect(of.isOwn("convoy-a-1-0badcafe.fifo")).toBe(true);
  expect(of.isOwn("convoy-a-1-aaaaaaaa")).toBe(false);
  expect(of.isOwn("orders-0badcafe")).toBe(false);
});

it("a stream is known by its name, its ARN, and the ARN of a consumer of it", () => {
  const arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/convoy-a";
  expect(streamNameOf({ StreamName: "convoy-a" })).toBe("convoy-a");
  expect(streamNameOf({ StreamARN: arn })).toBe("convoy-a");
  expect(streamNameOf({ ConsumerARN: `${arn}/consumer/map:1` })).toBe("convoy-a");
  expect(streamNameOf({})).toBe("");
});
