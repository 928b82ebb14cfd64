import { describe, expect, test } from "vitest";

import { defaultLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import { Emulator, type Fault, ServiceError } from "../../src/emulator/emulator.ts";
import { drawRoundTrip } from "../../src/emulator/latency.ts";
import { seededRandom } from "../../src/random.ts";
import { base64, epochMs, Rig, shardId } from "./rig.ts";

describe("latency", () => {
  test.each([
    ["PutRecord", 12, 60],
    ["PutRecords", 16, 100],
  ])("of %s has the median %i ms and the 99th percentile %i ms", (action, p50Ms, p99Ms) => {
    const random = seededRandom(1, "test");
    const totals = Array.from({ length: 20_000 }, () => {
      const { requestMs, responseMs } = drawRoundTrip(
        defaultLatency,
        { service: "kinesis", action },
        random,
      );
      expect(requestMs).toBeGreaterThanOrEqual(0);
      expect(responseMs).toBeGreaterThanOrEqual(0);
      return requestMs + responseMs;
    }).sort((a, b) => a - b);
    expect(totals[10_000]).toBe(p50Ms);
    expect(Math.abs((totals[19_800] ?? 0) - p99Ms)).toBeLessThanOrEqual(p99Ms * 0.06);
  });
  test("of the default is plain data", () => {
    expect(JSON.parse(JSON.stringify(defaultLatency))).toEqual(defaultLatency);
  });
});

describe("a fault", () => {
  const put = (rig: Rig, key = "k"): string => {
    try {
      rig.put("s", key, "x");
      return "ok";
    } catch (error) {
      if (error instanceof ServiceError) return error.name;
      throw error;
    }
  };
  const outcomes = (faults: Fault[], count: number, key?: string): string[] => {
    const rig = new Rig({ faults: faults.map((fault) => ({ actions: ["PutRecord"], ...fault })) });
    rig.stream("s", 2);
    return Array.from({ length: count }, () => put(rig, key));
  };
  const throttled = "ProvisionedThroughputExceededException";

  test("with nth hits that request and no other", () => {
    expect(outcomes([{ kind: "throttle", nth: 2 }], 4)).toEqual(["ok", throttled, "ok", "ok"]);
  });
  test("with a key or a shard hits only what is for it", () => {
    expect(outcomes([{ kind: "throttle", key: "other" }], 1)).toEqual(["ok"]);
    expect(outcomes([{ kind: "throttle", key: "k" }], 1)).toEqual([throttled]);
    const both = [0, 1].map(
      (index) => outcomes([{ kind: "throttle", shard: shardId(index) }], 1)[0],
    );
    expect(both.toSorted((a = "", b = "") => a.localeCompare(b))).toEqual(["ok", throttled]);
  });
  test("with a probability hits about that share, the same with the same seed", () => {
    const faults: Fault[] = [{ kind: "server-error", probability: 0.3 }];
    const names = outcomes(faults, 900);
    const hits = names.filter((name) => name === "InternalFailureException").length;
    expect(hits).toBeGreaterThan(220);
    expect(hits).toBeLessThan(320);
    expect(outcomes(faults, 900)).toEqual(names);
  });
  test("strikes from fromS up to toS, counted from the start or from a new beginning", () => {
    const faults: Fault[] = [{ kind: "throttle", actions: ["PutRecord"], fromS: 5, toS: 6 }];
    const rig = new Rig({ faults });
    rig.stream("s");
    const at = (seconds: number, from = epochMs): string => {
      rig.pass(from + seconds * 1000 - rig.nowMs);
      return put(rig);
    };
    expect([at(4.999), at(5), at(5.999), at(6)]).toEqual(["ok", throttled, throttled, "ok"]);
    rig.emulator.beginFaults(epochMs + 10_000);
    expect([at(5, epochMs + 10_000), at(6, epochMs + 10_000)]).toEqual([throttled, "ok"]);
  });
  test("of one shard slows only requests to it, reads too", () => {
    const faults: Fault[] = [{ kind: "slow", addMs: 700, shard: shardId(0) }];
    const rig = new Rig({ faults });
    rig.stream("s", 2);
    const journey = (action: string, input: object): number =>
      rig.emulator.journey("kinesis", action, input, rig.nowMs).requestMs;
    const record = { StreamName: "s", PartitionKey: "k", Data: base64("x") };
    expect(journey("PutRecord", { ...record, ExplicitHashKey: "0" })).toBe(700);
    expect(journey("PutRecord", { ...record, ExplicitHashKey: `${(1n << 128n) - 1n}` })).toBe(0);
    const { StreamName, ...one } = record;
    expect(journey("PutRecords", { StreamName, Records: [{ ...one, ExplicitHashKey: "0" }] })).toBe(
      700,
    );
    expect(journey("GetRecords", { ShardIterator: rig.iterator("s", "LATEST") })).toBe(700);
  });
  test("on records fails them one by one and keeps the others", () => {
    const rig = new Rig({
      faults: [{ kind: "record-failure", actions: ["PutRecords"], key: "b" }],
    });
    rig.stream("s");
    const Records = ["a", "b", "c"].map((PartitionKey) => ({ PartitionKey, Data: "AAAA" }));
    const answer = rig.kinesis("PutRecords", { StreamName: "s", Records });
    expect(answer.FailedRecordCount).toBe(1);
    expect(answer.Records[1]).toEqual({
      ErrorCode: "InternalFailure",
      ErrorMessage: "Internal Service Failure",
    });
    expect(rig.read(rig.iterator("s", "TRIM_HORIZON")).Records).toHaveLength(2);
  });
  test("before commit leaves nothing behind", () => {
    const rig = new Rig({ faults: [{ kind: "server-error", actions: ["SendMessage"], nth: 1 }] });
    const url = rig.queue("q.fifo");
    expect(() => rig.send(url, "g", "x")).toThrow(ServiceError);
    rig.send(url, "g", "x");
    expect(rig.bodies(url)).toEqual(["x"]);
  });
});

test("time that goes backwards in a host stands still in the model", () => {
  const emulator = new Emulator({ seed: 1, startMs: epochMs });
  emulator.handle("kinesis", "CreateStream", { StreamName: "s", ShardCount: 1 }, epochMs);
  emulator.advance(epochMs + 60_000);
  const input = { StreamName: "s" };
  const answer = emulator.handle("kinesis", "DescribeStreamSummary", input, epochMs - 5000);
  expect(answer).toMatchObject({ StreamDescriptionSummary: { StreamStatus: "ACTIVE" } });
});
