/** Inputs of an operation as its model describes them, with what is wrong or hostile in every place where something can be. */
import type { NormalizedSchema } from "@smithy/core/schema";

import type { Operation } from "./operations.ts";
import type { Dice } from "./random.ts";

/** What exists on the server, so that inputs get as far as the state. */
export interface Known {
  readonly streams: readonly string[];
  readonly streamArns: readonly string[];
  readonly consumerArns: readonly string[];
  readonly queues: readonly string[];
  readonly queueUrls: readonly string[];
  readonly queueArns: readonly string[];
  /** From answers: iterators, receipt handles, page tokens, task handles. */
  readonly handles: readonly string[];
}

/** One in so many values is not what the model says. */
const oddity = 12;

export function inputFor({ input, action }: Operation, known: Known, dice: Dice): unknown {
  if (dice.oneIn(60)) return dice.pick([null, [], "x", 5, true, [{}], {}]);
  return structure(input, action, known, dice);
}

function structure(schema: NormalizedSchema, action: string, known: Known, dice: Dice): object {
  const members: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    if (dice.oneIn(4)) continue;
    members.push([name, value(member, name, action, known, dice)]);
  }
  if (dice.oneIn(30)) members.push([dice.pick(strangeNames), odd(dice)]);
  // As own members, whatever they are called.
  return Object.fromEntries(members);
}

function value(
  schema: NormalizedSchema,
  name: string,
  action: string,
  known: Known,
  dice: Dice,
): unknown {
  if (dice.oneIn(oddity)) return odd(dice);
  if (schema.isStructSchema()) return structure(schema, action, known, dice);
  if (schema.isListSchema()) {
    const length = dice.oneIn(40) ? dice.pick([11, 51, 501]) : dice.below(4);
    return Array.from({ length }, () => value(schema.getValueSchema(), name, action, known, dice));
  }
  if (schema.isMapSchema()) {
    const length = dice.oneIn(40) ? 60 : dice.below(4);
    return Object.fromEntries(
      Array.from({ length }, () => [
        dice.oneIn(3) ? dice.pick(strangeNames) : text(name, action, known, dice),
        value(schema.getValueSchema(), name, action, known, dice),
      ]),
    );
  }
  if (schema.isBlobSchema()) return blob(dice);
  if (schema.isBooleanSchema()) return dice.oneIn(2);
  if (schema.isTimestampSchema()) return dice.pick(instants);
  if (schema.isNumericSchema()) return dice.pick(numbers);
  return text(name, action, known, dice);
}

/** A text as this member would have it, as far as is known. */
function text(name: string, action: string, known: Known, dice: Dice): string {
  if (dice.oneIn(8)) return dice.pick(strangeTexts);
  const bySuffix: readonly (readonly [RegExp, readonly string[]])[] = [
    [/StreamName$/, known.streams],
    [/ConsumerARN$/, known.consumerArns],
    [/StreamARN$/, known.streamArns],
    [/ResourceARN$/, [...known.streamArns, ...known.consumerArns]],
    [/^(Source|Destination)Arn$/, known.queueArns],
    [/^QueueUrl$/, known.queueUrls],
    [/^QueueName/, known.queues],
    [/(ShardIterator|ReceiptHandle|NextToken|TaskHandle)$/, known.handles],
    [/Shard/, ["shardId-000000000000", "shardId-000000000001", "shardId-000000000002"]],
    [/Type$/, ["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "String", "KMS"]],
    [/Attribute/, attributeNames],
    [/^Actions$/, ["SendMessage", "*", "ReceiveMessage"]],
    [/^AWSAccountIds$/, ["123456789012"]],
    [/HashKey$/, ["0", "170141183460469231731687303715884105728", "9".repeat(39)]],
    [/Policy$/, policies],
    [/^Id$/, ["a", "b", "c"]],
  ];
  const found = bySuffix.find(([pattern]) => pattern.test(name))?.[1] ?? [];
  return found.length > 0
    ? dice.pick(found)
    : `${dice.pick(["x", action, "truck_1", "5", "true"])}`;
}

function blob(dice: Dice): Uint8Array | string {
  if (dice.oneIn(6)) return dice.pick(strangeTexts);
  return Buffer.alloc(dice.pick([0, 1, 100, 5000]), dice.below(256));
}

/** Stands for lists in lists that are too deep to be made in here: `encode` puts them in its place. */
export const deep = "@@deep";

/** What no member has. */
function odd(dice: Dice): unknown {
  return dice.pick<() => unknown>([
    () => null,
    () => dice.pick(numbers),
    () => dice.pick(strangeTexts),
    () => [],
    () => ({}),
    () => dice.oneIn(2),
    () => [null, [[]], {}],
    () => Object.fromEntries(strangeNames.map((name) => [name, name])),
    () => nested(dice.pick([3, 40, 200]), dice.oneIn(2)),
    () => Buffer.alloc(dice.pick([0, 3, 3000]), 7),
    () => deep,
  ])();
}

function nested(depth: number, isList: boolean): unknown {
  let inner: unknown = isList ? [] : {};
  for (let level = 0; level < depth; level += 1) inner = isList ? [inner] : { a: inner };
  return inner;
}

const numbers = [
  0,
  1,
  2,
  10,
  -1,
  0.5,
  1e3,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e300,
  -1e-300,
  Infinity,
  NaN,
];
const instants = [
  0,
  1,
  1_767_600_000,
  Date.now() / 1000 - 1,
  Date.now() / 1000 + 60,
  -1,
  ...numbers,
];
const strangeNames = ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "then"];
const attributeNames = [
  "All",
  "VisibilityTimeout",
  "RedrivePolicy",
  "RedriveAllowPolicy",
  "Policy",
  "FifoQueue",
  "DelaySeconds",
  "KmsMasterKeyId",
  "SentTimestamp",
  ...strangeNames,
];
const policies = [
  "{}",
  '{"maxReceiveCount":"3","deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:scratch"}',
  `{"maxReceiveCount":${"[".repeat(3000)}${"]".repeat(3000)},"deadLetterTargetArn":{}}`,
  '{"maxReceiveCount":{"toString":1,"valueOf":1},"deadLetterTargetArn":{"toString":1}}',
  '{"redrivePermission":{"toString":1}}',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Principal":"*"}]}',
  '{"__proto__":{"Statement":[]},"Statement":{"__proto__":1}}',
];
const strangeTexts = [
  "",
  " ",
  ".",
  "..",
  "/",
  "a/b/c",
  "$&$'$`",
  "\u0000",
  "\uD800",
  "日本",
  "😀".repeat(100),
  "a".repeat(129),
  "9".repeat(400),
  `${"1".repeat(3000)}x`,
  `1${"0".repeat(3000)}1`,
  "x".repeat(20_000),
  `arn:aws${":kinesis:".repeat(700)}`,
  `arn:aws:kinesis:${":123456789012:".repeat(300)}${"stream/".repeat(300)} `,
  "arn:aws:kinesis:us-east-1:000000000000:stream/scratch",
  "arn:aws:sqs:us-east-1:000000000000:scratch",
  "http://localhost/000000000000/scratch",
  ...strangeNames,
  "AAAA",
  "AAAAAAAAAAE=",
  "NaN",
  "-0",
  "1e999",
  "<a>&'\"\r\n",
  "%",
  "%00",
  "null",
];
