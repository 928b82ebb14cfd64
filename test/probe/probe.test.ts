import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";

import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { inProcess, onLoopback } from "../../src/conformance/places.ts";
import { rules } from "../../src/conformance/rules.ts";
import { probe } from "../../src/probe/probe.ts";
import { profileText } from "../../src/probe/profile-text.ts";
import { questions } from "../../src/probe/questions.ts";
import { startNpmEmulator } from "../../src/targets/npm-emulators.ts";

test("every question is about a rule, and each about another", () => {
  const asked = questions.map(({ rule }) => rule);
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
});

test("the model answers yes to every question, and nothing is left on it", async () => {
  // What the SDK loads with its first request is real I/O, which virtual time does not wait for.
  using warm = inProcess(1);
  await warm.kinesis.send(new ListStreamsCommand());
  await warm.sqs.send(new ListQueuesCommand());
  const [profile, streams, queues] = await inVirtualTime(1, async () => {
    using clients = inProcess(1);
    const answers = await probe(clients, ["kinesis", "sqs"]);
    await new Promise((resolve) => {
      setTimeout(resolve, 60_000);
    });
    return [
      answers,
      (await clients.kinesis.send(new ListStreamsCommand())).StreamNames,
      (await clients.sqs.send(new ListQueuesCommand())).QueueUrls ?? [],
    ] as const;
  });
  expect(profile.services).toEqual(["kinesis", "sqs"]);
  expect(profile.answers.filter(({ answer }) => answer !== "yes")).toEqual([]);
  expect(profile.answers).toHaveLength(questions.length);
  expect(profileText(profile)).toContain(`${questions.length} of ${questions.length} as on AWS.`);
  expect([...(streams ?? []), ...queues]).toEqual([]);
});

test("an emulator that returns one message of a group per receive is told apart", async () => {
  await using emulator = await startNpmEmulator("fauxqs");
  using clients = onLoopback(emulator.url);
  const profile = await probe(clients, ["kinesis", "sqs"]);
  expect(profile.services).toEqual(["sqs"]);
  expect(profile.missing.kinesis).toBeTypeOf("string");
  const answers = new Map(profile.answers.map(({ rule, answer }) => [rule, answer]));
  expect(answers.get("sqs-fifo-many-of-a-group")).toBe("no");
  expect(answers.get("sqs-fifo-group-locked")).toBe("yes");
  expect(answers.get("sqs-fifo-deduplication-scope-group")).toBe("no");
  expect(profileText(profile)).toMatch(/Kinesis: not offered/);
});

test("an action that an emulator does not have is not offered", async () => {
  await using emulator = await startNpmEmulator("kinesalite");
  using clients = onLoopback(emulator.url);
  const profile = await probe(clients, ["kinesis"]);
  const answers = new Map(profile.answers.map(({ rule, answer }) => [rule, answer]));
  expect(answers.get("kinesis-subscribe-pushes")).toBe("not offered");
  expect(answers.get("kinesis-key-by-md5")).toBe("yes");
  expect(answers.get("kinesis-shard-reads")).toBe("no");
});

test("where nothing answers there is nothing to probe", async () => {
  const emulator = await startNpmEmulator("kinesalite");
  await emulator.stop();
  using clients = onLoopback(emulator.url);
  await expect(probe(clients, ["kinesis", "sqs"])).rejects.toThrow(
    /nothing to probe.*ECONNREFUSED/,
  );
});
