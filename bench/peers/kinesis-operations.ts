import { drive, type Server } from "./load.ts";
import { connections, driveBare, expect, type Operation, repeat, text } from "./operation.ts";
import { call, request } from "./requests.ts";

export const StreamName = "bench";
const Data = Buffer.from(text).toString("base64");

/** Makes the stream that all operations of Kinesis share, with a hundred records to read. */
export async function prepare({ url }: Server): Promise<void> {
  await call(url, "kinesis", "CreateStream", { StreamName, ShardCount: 2 });
  const untilMs = Date.now() + 30_000;
  for (;;) {
    const answer = await call(url, "kinesis", "DescribeStream", { StreamName });
    if (JSON.stringify(answer).includes('"ACTIVE"')) break;
    if (Date.now() > untilMs) throw new Error(`${url}: the stream does not become active`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const record = { PartitionKey: "truck_1", ExplicitHashKey: "0", Data };
  const Records = Array.from({ length: 100 }, () => record);
  await call(url, "kinesis", "PutRecords", { StreamName, Records });
}

interface Put {
  readonly ShardId: string;
  readonly SequenceNumber: string;
}

const putRecord = putOperation({
  name: "PutRecord",
  action: "PutRecord",
  input: { StreamName, PartitionKey: "truck_1", Data },
  answerBytes: 114,
  lines: connections,
  read: (answer) => [answer as unknown as Put],
  count: 1,
});

const putRecords = putOperation({
  name: "PutRecords x 500",
  action: "PutRecords",
  input: {
    StreamName,
    Records: Array.from({ length: 500 }, (_, index) => ({ PartitionKey: `truck_${index}`, Data })),
  },
  answerBytes: 54_000,
  // A slow server has to end what was begun: few calls at once.
  lines: 4,
  read: (answer) => answer["Records"] as readonly Put[],
  count: 500,
});

const getRecords: Operation = {
  name: "GetRecords x 100",
  service: "kinesis",
  run: async (server, forMs) => {
    const shards = await call(server.url, "kinesis", "DescribeStream", { StreamName });
    const description = shards["StreamDescription"] as { Shards: { ShardId: string }[] };
    const { ShardIterator } = await call(server.url, "kinesis", "GetShardIterator", {
      StreamName,
      ShardId: description.Shards[0]?.ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    });
    const script = repeat(request("kinesis", "GetRecords", { ShardIterator, Limit: 100 }));
    const check = (answer: string): void => {
      const { Records } = JSON.parse(answer) as { Records: { Data: string }[] };
      const isRight = Records.length === 100 && Records.every((record) => record.Data === Data);
      expect(isRight, "not the hundred records", answer);
    };
    return drive({ server, connections, forMs, script, check });
  },
  runBare: driveBare(
    request("kinesis", "GetRecords", { ShardIterator: "x".repeat(150), Limit: 100 }, "/43000"),
  ),
};

export const kinesisOperations: readonly Operation[] = [putRecord, putRecords, getRecords];

function putOperation(put: {
  readonly name: string;
  readonly action: string;
  readonly input: object;
  readonly answerBytes: number;
  readonly lines: number;
  readonly read: (answer: Record<string, unknown>) => readonly Put[];
  readonly count: number;
}): Operation {
  const { name, action, input, answerBytes, lines } = put;
  return {
    name,
    service: "kinesis",
    run: async (server, forMs) => {
      const script = repeat(request("kinesis", action, input));
      let last: Put | undefined;
      const check = (answer: string): void => {
        const records = put.read(JSON.parse(answer) as Record<string, unknown>);
        const isRight = records.every((record) => /^\d{56}$/.test(record.SequenceNumber));
        expect(isRight && records.length === put.count, "not what a put answers", answer);
        last = records.at(-1);
      };
      const driven = await drive({ server, connections: lines, forMs, script, check });
      if (last !== undefined) await readBack(server, last);
      return driven;
    },
    runBare: driveBare(request("kinesis", action, input, `/${answerBytes}`), lines),
  };
}

/** Whether a record can be read where its put said that it is. */
async function readBack({ url }: Server, { ShardId, SequenceNumber }: Put): Promise<void> {
  const { ShardIterator } = await call(url, "kinesis", "GetShardIterator", {
    StreamName,
    ShardId,
    ShardIteratorType: "AT_SEQUENCE_NUMBER",
    StartingSequenceNumber: SequenceNumber,
  });
  const answer = await call(url, "kinesis", "GetRecords", { ShardIterator, Limit: 1 });
  const [record] = answer["Records"] as readonly { Data: string; SequenceNumber: string }[];
  const isRight = record?.Data === Data && record.SequenceNumber === SequenceNumber;
  expect(isRight, "what was put cannot be read", JSON.stringify(answer));
}
