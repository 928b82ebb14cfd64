import {
  DescribeStreamSummaryCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import type { Fault } from "../../src/emulator/faults.ts";
import { bytes, tapped, type TapRig } from "./tap-rig.ts";

/** Puts one record into a new stream, the given faults befalling the attempts; failures are the caller's. */
function putUnder(faults: readonly Fault[], body: (rig: TapRig, error: unknown) => Promise<void>) {
  return tapped(
    async (rig) => {
      const StreamName = await rig.stream();
      const input = { StreamName, PartitionKey: "a", Data: bytes("here") };
      const error: unknown = await rig
        .kinesis()
        .send(new PutRecordCommand(input))
        .catch((thrown: unknown) => thrown);
      await body(rig, error);
    },
    { faults },
  );
}

const put = { actions: ["PutRecord"] };
const types = ({ history }: TapRig) => history.map(({ type }) => type);

describe("what the SDK does by itself is written", () => {
  it("a throttled attempt, and the retry that went well", async () => {
    await putUnder([{ kind: "throttle", ...put, nth: 1 }], async (rig) => {
      expect(types(rig)).toEqual(["send", "throttle", "retry", "retried", "ack"]);
      const { key, seq } = rig.of("send")[0]!;
      expect(rig.of("throttle")).toMatchObject([{ action: "PutRecord", entries: 1, key, seq }]);
      expect(rig.of("retry")).toMatchObject([{ action: "PutRecord" }]);
      const [throttle, retry] = [rig.of("throttle")[0]!, rig.of("retry")[0]!];
      const [retried] = rig.of("retried");
      expect(retried).toMatchObject({ action: "PutRecord", attempts: 2 });
      expect(retried!.retryDelayMs).toBeGreaterThan(0);
      expect(retry.atMs - throttle.atMs).toBeCloseTo(retried!.retryDelayMs, -1);
      expect(rig.lostAtMs).toEqual([]);
    });
  });

  it("three throttled attempts, and then no more: refused, and worth another try", async () => {
    await putUnder([{ kind: "throttle", ...put }], async (rig, error) => {
      expect(error).toMatchObject({ name: "ProvisionedThroughputExceededException" });
      expect(types(rig)).toEqual([
        "send",
        "throttle",
        "retry",
        "throttle",
        "retry",
        "throttle",
        "retried",
        "refused",
      ]);
      expect(rig.of("retried")).toMatchObject([{ attempts: 3 }]);
      expect(rig.health.trouble(rig.clock.nowMs() + 6000)).toBeUndefined();
    });
  });

  it("a batch call that is throttled as a whole: all its entries", async () => {
    await tapped(
      async (rig) => {
        const QueueUrl = await rig.queue("trucks");
        const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: "here" }));
        await rig.sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        expect(rig.of("throttle")).toMatchObject([{ action: "SendMessageBatch", entries: 3 }]);
      },
      { faults: [{ kind: "throttle", actions: ["SendMessageBatch"], nth: 1 }] },
    );
  });

  it("requests that move no events, too", async () => {
    await tapped(
      async (rig) => {
        const StreamName = await rig.stream();
        await rig.kinesis().send(new DescribeStreamSummaryCommand({ StreamName }));
        expect(types(rig)).toEqual(["throttle", "retry", "retried"]);
        expect(rig.of("retry")).toMatchObject([{ action: "DescribeStreamSummary" }]);
      },
      { faults: [{ kind: "throttle", actions: ["DescribeStreamSummary"], nth: 1 }] },
    );
  });

  it("nothing of an attempt that went well at once", async () => {
    await putUnder([], async (rig) => {
      expect(types(rig)).toEqual(["send", "ack"]);
    });
  });
});

describe("a send whose answer was lost", () => {
  it("is uncertain when no attempt had an answer", async () => {
    await putUnder([{ kind: "lost-response", ...put }], async (rig, error) => {
      expect(error).toMatchObject({ code: "ECONNRESET" });
      expect(rig.of("uncertain")).toMatchObject([{ key: "a", seq: 0, reason: "ECONNRESET" }]);
      expect(rig.of("refused")).toEqual([]);
      expect(rig.lostAtMs).toHaveLength(3);
      // It was carried out three times.
      expect(await rig.readAll(rig.kinesis())).toHaveLength(3);
    });
  });

  it("is uncertain though the last attempt was refused: an earlier one may be in the log", async () => {
    const faults: Fault[] = [
      { kind: "lost-response", ...put, nth: 1 },
      { kind: "throttle", ...put, fromS: 2.02 },
    ];
    await tapped(
      async (rig) => {
        const StreamName = await rig.stream();
        const input = { StreamName, PartitionKey: "a", Data: bytes("here") };
        const client = rig.kinesis();
        await expect(client.send(new PutRecordCommand(input))).rejects.toThrow(/Rate exceeded/);
        expect(rig.of("throttle").length).toBeGreaterThan(0);
        expect(rig.of("uncertain")).toHaveLength(1);
        expect(rig.of("refused")).toEqual([]);
      },
      { faults },
    );
  });

  it("is accepted when the SDK's retry was answered; the copy is in the log", async () => {
    await putUnder([{ kind: "lost-response", ...put, nth: 1 }], async (rig) => {
      expect(types(rig)).toEqual(["send", "retry", "retried", "ack"]);
      expect(rig.lostAtMs).toHaveLength(1);
      expect(await rig.readAll(rig.kinesis())).toHaveLength(2);
    });
  });

  it("is uncertain after a 5xx, which says nothing of the log", async () => {
    await putUnder([{ kind: "server-error", ...put, statusCode: 500 }], async (rig) => {
      expect(rig.of("uncertain")).toMatchObject([{ reason: "InternalFailureException" }]);
      expect(rig.lostAtMs).toHaveLength(3);
    });
  });

  it.each(["PutRecords", "SendMessage", "SendMessageBatch"])(
    "is uncertain for every entry: %s",
    async (action) => {
      await tapped(
        async (rig) => {
          const input = await sendingInput(action, rig);
          await expect(input.send()).rejects.toThrow();
          expect(rig.of("uncertain").map(({ key }) => key)).toEqual(input.keys);
          expect(rig.of("ack")).toEqual([]);
          expect(rig.tap.fatesOf(input.input).map(({ type }) => type)).toEqual(
            input.keys.map(() => "uncertain"),
          );
          expect(rig.billed.puts).toEqual([]);
        },
        { faults: [{ kind: "lost-response", actions: [action] }] },
      );
    },
  );

  it("is uncertain when the run's end cut it short", async () => {
    await tapped(async (rig) => {
      const StreamName = await rig.stream();
      rig.target.stopWith(rig.stop.signal);
      const input = { StreamName, PartitionKey: "a", Data: bytes("here") };
      const sent = rig.kinesis().send(new PutRecordCommand(input));
      await rig.clock.sleep(1);
      rig.stop.abort();
      await expect(sent).rejects.toMatchObject({ name: "AbortError" });
      expect(rig.of("uncertain")).toMatchObject([{ reason: "AbortError" }]);
      expect(rig.tap.fatesOf(input)[0]).not.toHaveProperty("failure");
      // The caller gave up: no answer was lost on the way.
      expect(rig.lostAtMs).toEqual([]);
    });
  });
});

it("the same command sent again is a request of its own", async () => {
  const faults: Fault[] = [
    { kind: "lost-response", ...put, toS: 20 },
    { kind: "throttle", ...put, fromS: 20 },
  ];
  await tapped(
    async (rig) => {
      const StreamName = await rig.stream();
      const command = new PutRecordCommand({
        StreamName,
        PartitionKey: "a",
        Data: bytes("here"),
      });
      const client = rig.kinesis();
      await expect(client.send(command)).rejects.toThrow();
      expect(rig.of("uncertain")).toHaveLength(1);
      await rig.clock.sleep(10_000);
      const retries = rig.of("retry").length;
      await expect(client.send(command)).rejects.toThrow();
      // Throttled three times: two retries of the SDK, and certainly not taken.
      expect(rig.of("retry")).toHaveLength(retries + 2);
      expect(rig.of("refused")).toHaveLength(1);
    },
    { faults },
  );
});

/** One send with the action, of two events where it takes more than one. */
async function sendingInput(action: string, rig: TapRig) {
  if (action === "PutRecords") {
    const StreamName = await rig.stream();
    const Records = ["a", "b"].map((PartitionKey) => ({ PartitionKey, Data: bytes("here") }));
    const input = { StreamName, Records };
    return {
      input,
      keys: ["a", "b"],
      send: () => rig.kinesis().send(new PutRecordsCommand(input)),
    };
  }
  const QueueUrl = await rig.queue("trucks.fifo", { ContentBasedDeduplication: "true" });
  if (action === "SendMessage") {
    const input = { QueueUrl, MessageBody: "here", MessageGroupId: "a" };
    return { input, keys: ["a"], send: () => rig.sqs().send(new SendMessageCommand(input)) };
  }
  const Entries = ["a", "b"].map((Id) => ({ Id, MessageBody: Id, MessageGroupId: Id }));
  const input = { QueueUrl, Entries };
  const send = () => rig.sqs().send(new SendMessageBatchCommand(input));
  return { input, keys: ["a", "b"], send };
}
