import { describe, expect, it } from "vitest";

import type { FigureColumn } from "../../src/scenario/figures.ts";
import {
  faultsOf,
  fifo,
  fleet,
  load,
  standard,
  stream,
  withConsumer,
  written,
} from "./scenario-file.ts";

const mebibyte = 1024 * 1024;

describe("what cannot be had together is an error when it is loaded", () => {
  it("two applications on one queue, of either kind", async () => {
    for (const design of [fifo, standard]) {
      const consumers = [...design.consumers, { app: "second", kind: "competing", count: 1 }];
      const faults = await faultsOf(written({ design: { ...design, consumers } }));
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(/^design\.consumers\.1\.app: .*goes to one application only/);
    }
  });

  it("a payload that is too large for one record or message, its key and its encryption counted", async () => {
    const ofSize = (payloadBytes: number, design: object) =>
      faultsOf(written({ workload: { ...fleet, payloadBytes }, design }));
    expect(await ofSize(2_000_000, stream)).toEqual([
      `workload.payloadBytes: is 2000000, with its partition key 2000007: a record has at most ${mebibyte} bytes`,
    ]);
    expect(await ofSize(mebibyte - 7, stream)).toEqual([]);
    expect(await ofSize(mebibyte - 6, stream)).toHaveLength(1);
    expect(await ofSize(mebibyte, fifo)).toEqual([]);
    expect(await ofSize(mebibyte + 1, standard)).toHaveLength(1);
    const sealed = { ...fifo, payloadEncryption: "aes-256-gcm" };
    expect(await ofSize(786_404, sealed)).toEqual([]);
    expect(await ofSize(786_405, sealed)).toHaveLength(1);
  });

  it("an on-demand stream and what needs to know its shards", async () => {
    const onDemand = { ...stream, shards: "on-demand" };
    expect(await faultsOf(written({ design: onDemand }))).toEqual([]);
    const reshard = { kind: "reshard", atS: 1, toShards: 8 };
    expect(await faultsOf(written({ design: onDemand, faults: [reshard] }))).toEqual([
      "faults.0.kind: an on-demand stream has its shards by itself: UpdateShardCount is refused",
    ]);
  });

  it("explicit hash keys and keys that are no trucks", async () => {
    const even = { ...stream, explicitHashKey: "even" };
    expect(await faultsOf(written({ design: even }))).toEqual([]);
    expect(await faultsOf(written({ design: { ...even, partitionKey: "depot" } }))).toEqual([
      'design.explicitHashKey: deals out the hash keys to trucks: it goes with partitionKey "truck"',
    ]);
  });

  it("a verdict and the anomalies that stand against it", async () => {
    const expecting = (verdict: string, anomalies: readonly string[], design: object = stream) =>
      faultsOf(written({ design, expect: { verdict, anomalies } }));
    expect(await expecting("valid", ["duplicate-effect"])).toEqual([]);
    expect(await expecting("valid", ["overtake"])).toEqual([
      "expect.anomalies.0: with overtake, which the guarantee ordered forbids, no run is valid",
    ]);
    expect(await expecting("invalid", ["misrouted"])).toEqual([]);
    expect(await expecting("invalid", ["misrouted"], fifo)).toHaveLength(1);
  });

  it("consumers with the name of the producer", async () => {
    const design = withConsumer(stream, { app: "producer" });
    expect(await faultsOf(written({ design }))).toEqual([
      "design.consumers.0.app: producer is what faults call the producer: choose another name",
    ]);
  });

  it("an instant to begin at that has not come when the consumers begin", async () => {
    const beginning = (changes: object) =>
      faultsOf(written({ design: withConsumer(stream, { ...changes }) }));
    expect(await beginning({ start: { atTimestampS: 3 } })).toEqual([
      "design.consumers.0.start.atTimestampS: is 3: these consumers begin at 0 (startAtS), and cannot read from an instant that has not come",
    ]);
    expect(await beginning({ start: { atTimestampS: 3 }, startAtS: 2.9 })).toHaveLength(1);
    expect(await beginning({ start: { atTimestampS: 3 }, startAtS: 3 })).toEqual([]);
    expect(await beginning({ start: { atTimestampS: 0 } })).toEqual([]);
    expect(await beginning({ start: "LATEST" })).toEqual([]);
  });

  it("a handler that is longer than the visibility timeout is only doubted", async () => {
    const slow = (changes: object) =>
      load(
        written({
          design: withConsumer({ ...fifo, visibilityTimeoutS: 10 } as typeof fifo, { ...changes }),
        }),
      );
    const { warnings } = await slow({ serviceMs: 60_000 });
    expect(warnings).toEqual([
      "mine: design.consumers.0.serviceMs: a receive of 10 events takes 600 s, longer than the visibility timeout of 10 s: what is not deleted by then is delivered again",
    ]);
    expect((await slow({ serviceMs: 1000 })).warnings).toEqual([]);
    expect((await slow({ serviceMs: 1001 })).warnings).toHaveLength(1);
    expect((await slow({ serviceMs: 1001, maxEvents: 9 })).warnings).toEqual([]);
    expect((await slow({ serviceMs: 60_000, settle: "before" })).warnings).toEqual([]);
  });
});

describe("a fault of the service that this service cannot have", () => {
  it.each([
    [
      stream,
      { kind: "throttle", service: "sqs" },
      "service",
      "the design is on kinesis: it never asks sqs",
    ],
    [
      fifo,
      { kind: "throttle", actions: ["PutRecord"] },
      "actions.0",
      "PutRecord is no action of sqs-fifo",
    ],
    [
      stream,
      { kind: "throttle", actions: ["PutRecrods"] },
      "actions.0",
      'there is no "PutRecrods"; did you mean PutRecords?',
    ],
    [stream, { kind: "duplicate-delivery", withinMs: 5 }, "kind", "needs a standard queue"],
    [fifo, { kind: "duplicate-delivery", withinMs: 5 }, "kind", "needs a standard queue"],
    [fifo, { kind: "stuck-shard" }, "kind", "needs a stream"],
    [
      standard,
      { kind: "slow", addMs: 5, shard: "shardId-000000000000" },
      "shard",
      "sqs-standard has no shards",
    ],
    [
      stream,
      { kind: "stuck-shard", shard: "shardId-000000000002" },
      "shard",
      "they are shardId-000000000000 … shardId-000000000001",
    ],
    [stream, { kind: "throttle", addMs: 4 }, "addMs", 'has no meaning with kind "throttle"'],
    [stream, { kind: "trottle" }, "kind", 'there is no "trottle"; did you mean throttle?'],
  ])("of %j: %j", async (design, fault, field, message) => {
    const faults = await faultsOf(written({ design, faults: [fault] }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`faults.0.${field}: `);
    expect(faults[0]).toContain(message);
  });

  it.each([
    [stream, { kind: "throttle", actions: ["PutRecord"], probability: 0.1 }],
    [stream, { kind: "stuck-shard", shard: "shardId-000000000001" }],
    [fifo, { kind: "throttle", service: "sqs", actions: ["SendMessage"] }],
    [standard, { kind: "duplicate-delivery", withinMs: 5 }],
  ])("while %j takes %j", async (design, fault) => {
    expect((await load(written({ design, faults: [fault] }))).warnings).toEqual([]);
  });

  it.each([
    [
      stream,
      { kind: "slow", addMs: 5, key: "truck_4" },
      "key: there is no truck truck_4: they are truck_1 … truck_3",
    ],
    [
      standard,
      { kind: "slow", addMs: 5, key: "truck_1" },
      "key: the messages of this queue have no group",
    ],
    [fifo, { kind: "record-failure" }, "kind: record-failure is of batch calls"],
    [fifo, { kind: "throttle", fromS: 125 }, "fromS: the run is over after 125 s"],
  ])("and of %j it is said that %j hits nothing", async (design, fault, doubt) => {
    const { warnings } = await load(written({ design, faults: [fault] }));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`mine: faults.0.${doubt}`);
    expect(warnings[0]).toContain("hits nothing");
  });
});

describe("a bound on a figure", () => {
  const columns: readonly FigureColumn[] = [
    { name: "shards", holds: "number", services: ["kinesis"] },
    { name: "e2e_p50_ms", holds: "number" },
    { name: "saturated", holds: "flag" },
    { name: "replay", holds: "text" },
  ];
  const bounded = (figure: object, design: object = fifo) =>
    faultsOf(written({ design, expect: { verdict: "valid", figures: [figure] } }), [], columns);

  it.each([
    [{ column: "shards", is: 5 }, "column: sqs-fifo has no shards: kinesis has it"],
    [
      { column: "e2e_p5_ms", atMost: 5 },
      'column: there is no "e2e_p5_ms"; did you mean e2e_p50_ms?',
    ],
    [
      { column: "replay", is: "identical" },
      "column: replay compares two applications, here is one",
    ],
    [{ column: "saturated", is: "false" }, "is: saturated is a boolean, this is a string"],
    [{ column: "saturated", atMost: 0 }, 'atMost: saturated is a boolean: it takes "is"'],
    [{ column: "e2e_p50_ms", atLeast: 9, atMost: 5 }, "atMost: is below atLeast, 9"],
  ])("%j is refused", async (figure, message) => {
    expect(await bounded(figure)).toEqual([`expect.figures.0.${message}`]);
  });

  it("is taken where the service has the figure", async () => {
    expect(await bounded({ column: "shards", is: 2 }, stream)).toEqual([]);
  });
});
