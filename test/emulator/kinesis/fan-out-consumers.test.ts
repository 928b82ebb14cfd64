import { describe, expect, test } from "vitest";

import { Rig } from "../rig.ts";
import { arn, horizon, rigWithConsumer, subscribe } from "./listener.ts";

describe("consumers", () => {
  test("are CREATING, ACTIVE, DELETING and gone, with an ARN that holds the second of creation", () => {
    const rig = new Rig();
    rig.stream("s");
    const named = { StreamARN: arn, ConsumerName: "c" };
    const { Consumer } = rig.kinesis("RegisterStreamConsumer", { ...named, Tags: { a: "b" } });
    const second = rig.nowMs / 1000;
    const ConsumerARN = `${arn}/consumer/c:${second}`;
    expect(Consumer).toEqual({
      ConsumerName: "c",
      ConsumerARN,
      ConsumerStatus: "CREATING",
      ConsumerCreationTimestamp: second,
    });
    const status = (input: object): string =>
      rig.kinesis("DescribeStreamConsumer", input).ConsumerDescription.ConsumerStatus;
    expect(status(named)).toBe("CREATING");
    rig.pass(1000);
    expect(status({ ConsumerARN })).toBe("ACTIVE");
    expect(rig.kinesis("DescribeStreamConsumer", { ConsumerARN, ...named })).toMatchObject({
      ConsumerDescription: { StreamARN: arn },
    });
    rig.kinesis("DeregisterStreamConsumer", { ConsumerARN });
    expect(status(named)).toBe("DELETING");
    rig.pass(1000);
    expect(rig.refusal("kinesis", "DescribeStreamConsumer", named).name).toBe(
      "ResourceNotFoundException",
    );
    const again = rig.kinesis("RegisterStreamConsumer", named).Consumer;
    expect(again.ConsumerARN).not.toBe(ConsumerARN);
    expect(rig.refusal("kinesis", "DescribeStreamConsumer", { ConsumerARN }).name).toBe(
      "ResourceNotFoundException",
    );
  });

  test("are refused by name", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const name = (action: string, input: object): string =>
      rig.refusal("kinesis", action, input).name;
    const named = { StreamARN: arn, ConsumerName: "c" };
    expect(name("RegisterStreamConsumer", named)).toBe("ResourceInUseException");
    expect(name("RegisterStreamConsumer", { ...named, StreamARN: `${arn}x` })).toBe(
      "ResourceNotFoundException",
    );
    expect(name("RegisterStreamConsumer", { ...named, ConsumerName: "no name" })).toBe(
      "ValidationException",
    );
    expect(name("DescribeStreamConsumer", {})).toBe("InvalidArgumentException");
    const conflict = { ConsumerARN: consumerArn, ConsumerName: "d" };
    expect(name("DescribeStreamConsumer", conflict)).toBe("InvalidArgumentException");
  });

  test("that are missing, and shards that are, are named as elsewhere", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const message = (action: string, input: object): string =>
      rig.refusal("kinesis", action, input).message;
    expect(message("DescribeStreamConsumer", { StreamARN: arn, ConsumerName: "d" })).toBe(
      "Consumer d, account 000000000000 not found.",
    );
    const other = { ConsumerARN: `${arn}/consumer/c:1` };
    expect(message("DeregisterStreamConsumer", other)).toBe(
      `Consumer ${other.ConsumerARN}, account 000000000000 not found.`,
    );
    const from = { ConsumerARN: consumerArn, StartingPosition: { Type: "LATEST" } };
    expect(message("SubscribeToShard", { ...from, ShardId: "shard-7" })).toBe(
      "Shard shardId-000000000007 in stream s under account 000000000000 does not exist",
    );
    expect(message("SubscribeToShard", { ...from, ShardId: "x" })).toBe(
      "Could not find shard x in stream s under account 000000000000.",
    );
  });

  test("are at most 20, of which 5 may be CREATING, and 5 registered a second", () => {
    const rig = new Rig();
    rig.stream("s");
    const register = (index: number): void => {
      rig.kinesis("RegisterStreamConsumer", { StreamARN: arn, ConsumerName: `c${index}` });
    };
    for (let index = 0; index < 20; index += 1) {
      if (index % 5 === 0) rig.pass(1000);
      register(index);
    }
    const next = { StreamARN: arn, ConsumerName: "next" };
    expect(rig.refusal("kinesis", "RegisterStreamConsumer", next)).toMatchObject({
      name: "LimitExceededException",
      message: "Rate exceeded for account 000000000000.",
    });
    rig.pass(1000);
    expect(rig.refusal("kinesis", "RegisterStreamConsumer", next)).toMatchObject({
      name: "LimitExceededException",
      message: expect.stringContaining("Limit: 20"),
    });
    const summary = rig.kinesis("DescribeStreamSummary", { StreamName: "s" });
    expect(summary.StreamDescriptionSummary.ConsumerCount).toBe(20);
  });

  test("are listed by name, in pages whose token expires", () => {
    const rig = new Rig();
    rig.stream("s");
    for (const ConsumerName of ["c", "a", "b"]) {
      rig.kinesis("RegisterStreamConsumer", { StreamARN: arn, ConsumerName });
    }
    const list = (more: object) => rig.kinesis("ListStreamConsumers", { StreamARN: arn, ...more });
    const names = (answer: { Consumers: { ConsumerName: string }[] }): string[] =>
      answer.Consumers.map(({ ConsumerName }) => ConsumerName);
    const first = list({ MaxResults: 2 });
    expect(names(first)).toEqual(["a", "b"]);
    const second = list({ NextToken: first.NextToken });
    expect(names(second)).toEqual(["c"]);
    expect(second.NextToken).toBeUndefined();
    rig.pass(300_001);
    const expired = { StreamARN: arn, NextToken: first.NextToken };
    expect(rig.refusal("kinesis", "ListStreamConsumers", expired).name).toBe(
      "ExpiredNextTokenException",
    );
  });

  test("keep their stream from being deleted unless they go too", () => {
    const { rig, consumerArn } = rigWithConsumer();
    const open = subscribe(rig, consumerArn, horizon);
    expect(rig.refusal("kinesis", "DeleteStream", { StreamName: "s" }).name).toBe(
      "ResourceInUseException",
    );
    rig.kinesis("DeleteStream", { StreamName: "s", EnforceConsumerDeletion: true });
    expect(open.end).toEqual({ error: "ResourceNotFoundException" });
    rig.pass(1000);
    const again = { ConsumerARN: consumerArn };
    expect(rig.refusal("kinesis", "DescribeStreamConsumer", again).name).toBe(
      "ResourceNotFoundException",
    );
  });
});
