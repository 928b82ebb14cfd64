import { describe, expect, test } from "vitest";

import { noLatency } from "../../../src/emulator/assumed/latency-profiles.ts";
import { base64, epochMs, Rig, shardId } from "../rig.ts";
import {
  arn,
  consumer,
  horizon,
  latest,
  Listener,
  rigWithConsumer,
  step,
  subscribe,
} from "./listener.ts";

describe("a subscription", () => {
  test("starts where it is told to", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const numbers = ["0", "1", "2", "3"].map((body) => {
      rig.pass(1000);
      return rig.put("s", "k", body).SequenceNumber as string;
    });
    const from = (position: object): string => {
      rig.pass(5000);
      const { events } = new Listener(rig, subscribe(rig, consumerArn, position).subscription);
      rig.pass(0);
      return events.flatMap(({ bodies }) => bodies).join("");
    };
    const firstPutMs = rig.nowMs - 3000;
    expect(from(horizon)).toBe("0123");
    expect(from(latest)).toBe("");
    expect(from({ Type: "AT_SEQUENCE_NUMBER", SequenceNumber: numbers[2] })).toBe("23");
    expect(from({ Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: numbers[2] })).toBe("3");
    expect(from({ Type: "AT_TIMESTAMP", Timestamp: (firstPutMs + 500) / 1000 })).toBe("123");
  });

  test("sends a record 70 ms after it was accepted, and nothing else between heartbeats", () => {
    const { rig, consumerArn } = rigWithConsumer({
      latency: { ...noLatency, kinesisFanOutPropagationMs: 70 },
    });
    const open = subscribe(rig, consumerArn, latest);
    const startMs = rig.nowMs - epochMs;
    step(rig, 1000);
    rig.put("s", "k", "x");
    step(rig, 11_000);
    const seen = open.events.map(({ atMs, bodies }) => [atMs - startMs, bodies.length]);
    expect(seen).toEqual([
      [1, 0],
      [1070, 1],
      [6070, 0],
      [11_070, 0],
    ]);
  });

  test("costs nothing while another shard is written to", () => {
    const rig = new Rig();
    rig.stream("s", 2);
    const consumerArn = consumer(rig);
    const idle = subscribe(rig, consumerArn, latest, 1);
    rig.pass(0);
    const nextMs = rig.emulator.nextAtMs();
    const put = { StreamName: "s", PartitionKey: "k", Data: base64("x"), ExplicitHashKey: "0" };
    rig.kinesis("PutRecord", put);
    expect(rig.emulator.nextAtMs()).toBe(nextMs);
    expect(idle.events).toHaveLength(1);
  });

  test("ends after 5 minutes, and the next goes on from its continuation number", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const sent: string[] = [];
    const got: string[] = [];
    let open = subscribe(rig, consumerArn, horizon);
    for (let second = 0; second < 700; second += 1) {
      const body = String(second);
      rig.put("s", "k", body);
      sent.push(body);
      rig.pass(1000);
      if (open.end === undefined) continue;
      expect(open.end.error).toBeUndefined();
      got.push(...open.bodies);
      const SequenceNumber = open.events.at(-1)?.continuation;
      open = subscribe(rig, consumerArn, { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber });
    }
    got.push(...open.bodies);
    expect(got).toEqual(sent);
  });

  test("is refused for 5 s after the last one, then taken over", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const input = {
      ConsumerARN: consumerArn,
      ShardId: shardId(0),
      StartingPosition: horizon,
    };
    const first = subscribe(rig, consumerArn, horizon);
    const refused = () => rig.refusal("kinesis", "SubscribeToShard", input).name;
    expect(refused()).toBe("ResourceInUseException");
    rig.pass(4999);
    expect(refused()).toBe("ResourceInUseException");
    rig.pass(1);
    expect(refused()).toBe("LimitExceededException");
    expect(first.end).toBeUndefined();
    rig.pass(999);
    const second = subscribe(rig, consumerArn, horizon);
    expect(first.end).toEqual({ error: "ResourceInUseException" });
    rig.put("s", "k", "x");
    rig.pass(0);
    expect([first.bodies, second.bodies]).toEqual([[], ["x"]]);
  });

  test("needs a consumer that is ACTIVE and a shard that exists", () => {
    const rig = new Rig();
    rig.stream("s");
    const named = { StreamARN: arn, ConsumerName: "c" };
    const { ConsumerARN } = rig.kinesis("RegisterStreamConsumer", named).Consumer;
    const input = { ConsumerARN, ShardId: shardId(0), StartingPosition: horizon };
    const name = (more: object): string =>
      rig.refusal("kinesis", "SubscribeToShard", { ...input, ...more }).name;
    expect(name({})).toBe("ResourceInUseException");
    rig.pass(1000);
    expect(name({ ShardId: shardId(7) })).toBe("ResourceNotFoundException");
    expect(name({ ConsumerARN: `${ConsumerARN}9` })).toBe("ResourceNotFoundException");
    expect(name({ StartingPosition: { Type: "AT_SEQUENCE_NUMBER" } })).toBe(
      "InvalidArgumentException",
    );
    expect(name({ StartingPosition: {} })).toBe("ValidationException");
    rig.pass(1000);
    expect(name({ DryRun: true })).toBe("DryRunOperationException");
  });

  test("gets 2 MB/s, whatever others read", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const other = consumer(rig, "d");
    const mebibyte = "x".repeat(2 ** 20 - 1);
    for (let count = 0; count < 10; count += 1) {
      rig.put("s", "k", mebibyte);
      rig.pass(1000);
    }
    const listeners = [consumerArn, other].map((one) => subscribe(rig, one, horizon));
    rig.read(rig.iterator("s", "TRIM_HORIZON"));
    rig.pass(2000);
    for (const { bodies } of listeners) expect(bodies).toHaveLength(5);
    rig.pass(2500);
    for (const { bodies } of listeners) expect(bodies).toHaveLength(10);
  });

  test("ends with its shard, after the last record, with the children", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const open = subscribe(rig, consumerArn, horizon);
    rig.put("s", "k", "last");
    const middle = (1n << 127n).toString();
    const split = { StreamName: "s", ShardToSplit: shardId(0), NewStartingHashKey: middle };
    rig.kinesis("SplitShard", split);
    rig.pass(1000);
    expect(open.bodies).toEqual(["last"]);
    expect(open.events.at(-1)).toMatchObject({
      continuation: undefined,
      children: [shardId(1), shardId(2)],
    });
    expect(open.end).toEqual({ error: undefined });
  });

  test("skips what retention has trimmed", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const open = subscribe(rig, consumerArn, horizon);
    rig.pass(0);
    const SequenceNumber = open.events.at(-1)?.continuation;
    rig.put("s", "k", "old");
    rig.pass(24 * 3_600_000 + 1);
    rig.put("s", "k", "new");
    const next = subscribe(rig, consumerArn, { Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber });
    rig.pass(0);
    expect(next.bodies).toEqual(["new"]);
  });

  test("that is cancelled gets nothing more and leaves nothing behind", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const open = subscribe(rig, consumerArn, horizon);
    rig.pass(0);
    open.subscription.cancel();
    expect(rig.emulator.nextAtMs()).toBeUndefined();
    rig.put("s", "k", "x");
    rig.pass(10_000);
    expect(open.bodies).toEqual([]);
  });

  test("that is paused is sent nothing, and all of it once it goes on", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const open = subscribe(rig, consumerArn, horizon);
    rig.pass(0);
    open.subscription.pause();
    rig.put("s", "k", "1");
    rig.pass(60_000);
    rig.put("s", "k", "2");
    expect(open.bodies).toEqual([]);
    open.subscription.resume();
    rig.pass(0);
    expect(open.bodies).toEqual(["1", "2"]);
  });

  test("sees a held record late, and a stuck shard's not at all", () => {
    const scope = { actions: ["PutRecord"], nth: 1 };
    const held = rigWithConsumer({
      faults: [{ kind: "delayed-visibility", addMs: 3000, ...scope }],
    });
    const open = subscribe(held.rig, held.consumerArn, horizon);
    held.rig.put("s", "k", "1");
    held.rig.put("s", "k", "2");
    held.rig.pass(2999);
    expect(open.bodies).toEqual([]);
    held.rig.pass(1);
    expect(open.bodies).toEqual(["1", "2"]);
    const stuck = rigWithConsumer({ faults: [{ kind: "stuck-shard", toS: 10 }] });
    const waiting = subscribe(stuck.rig, stuck.consumerArn, horizon);
    stuck.rig.put("s", "k", "x");
    step(stuck.rig, 7000, 500);
    expect(waiting.bodies).toEqual([]);
    step(stuck.rig, 5000, 500);
    expect(waiting.bodies).toEqual(["x"]);
  });
});
