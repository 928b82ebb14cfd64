import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";

import { Life } from "../../src/client/life.ts";
import { startClock } from "../../src/clock/clock.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import { bytes, tapped, type TapRig } from "./tap-rig.ts";

const shard = { StreamName: "trucks", ShardId: "shardId-000000000000" };

/** Whether the promise has come to an end within the time. */
async function ends(promise: Promise<unknown>, withinMs: number, rig: TapRig): Promise<boolean> {
  const ended = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, rig.clock.sleep(withinMs).then(() => false)]);
}

/** A stream with records, and an iterator of a client whose life is given. */
async function reading(rig: TapRig, life: Life) {
  await rig.stream();
  for (const text of ["one", "two"]) {
    const input = { StreamName: "trucks", PartitionKey: "mine", Data: bytes(text) };
    await rig.kinesis("producer-1").send(new PutRecordCommand(input));
  }
  await rig.clock.sleep(1000);
  const client = rig.kinesis("map-1", life);
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ ...shard, ShardIteratorType: "TRIM_HORIZON" }),
  );
  return { client, read: () => client.send(new GetRecordsCommand({ ShardIterator })) };
}

describe("the client of one who died", () => {
  it("never returns: not what was under way, nor what is asked for later", async () => {
    await tapped(async (rig) => {
      const life = new Life();
      rig.target.stopWith(rig.stop.signal);
      const { read } = await reading(rig, life);
      const underWay = read();
      await rig.clock.sleep(1);
      life.die();
      expect(await ends(underWay, 60_000, rig)).toBe(false);
      expect(await ends(read(), 60_000, rig)).toBe(false);
      expect(rig.of("delivery")).toEqual([]);
    });
  });

  it("leaves no trace of a request whose answer was already on its way, but that what it sent is uncertain", async () => {
    await tapped(async (rig) => {
      // Nothing ends its requests here: they come back to one who is dead.
      const life = new Life();
      const { client, read } = await reading(rig, life);
      const input = { StreamName: "trucks", PartitionKey: "mine", Data: bytes("late") };
      const records = rig.history.length;
      const underWay = [read(), client.send(new PutRecordCommand(input))];
      await rig.clock.sleep(0);
      life.die();
      expect(await ends(Promise.race(underWay), 60_000, rig)).toBe(false);
      const diedAtMs = rig.clock.nowMs() - 60_000;
      expect(rig.history.slice(records)).toMatchObject([
        { type: "send", key: "mine", seq: 2 },
        { type: "uncertain", key: "mine", seq: 2, atMs: diedAtMs, reason: "the producer died" },
      ]);
    });
  });

  it("receives nothing of what is pushed, and leaves no trace of it", async () => {
    await tapped(async (rig) => {
      const life = new Life();
      const pushed = await subscribed(rig, life);
      const next = pushed.next();
      life.die();
      await put(rig, "too late");
      expect(await ends(next, 20_000, rig)).toBe(false);
      expect(await ends(pushed.next(), 20_000, rig)).toBe(false);
      expect(rig.of("delivery")).toEqual([]);
    });
  });

  it("commits nothing", async () => {
    await tapped(async (rig) => {
      const QueueUrl = await rig.queue();
      await sendOne(rig, QueueUrl);
      const life = new Life();
      const client = rig.sqs("map-1", life);
      const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 });
      const { Messages } = await client.send(receive);
      life.die();
      const ReceiptHandle = Messages![0]!.ReceiptHandle!;
      const deleted = client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      expect(await ends(deleted, 60_000, rig)).toBe(false);
      expect(rig.of("commit")).toEqual([]);
      // It is there for somebody else.
      const other = await rig.sqs("map-2").send(receive);
      expect(other.Messages).toHaveLength(1);
    });
  });
});

describe("the client of one who stands still", () => {
  it("begins nothing before it goes on", async () => {
    await tapped(async (rig) => {
      const life = new Life();
      const { client } = await reading(rig, life);
      life.pauseUntil(rig.clock.sleep(5000));
      const sends = rig.of("send").length;
      const input = { StreamName: "trucks", PartitionKey: "mine", Data: bytes("late") };
      const beganMs = rig.clock.nowMs();
      const sent = client.send(new PutRecordCommand(input));
      await rig.clock.sleep(4900);
      expect(rig.of("send")).toHaveLength(sends);
      await sent;
      expect(rig.of("send").at(-1)!.atMs).toBe(beganMs + 5000);
    });
  });

  it("gets late what came meanwhile: the delivery is written when it goes on", async () => {
    await tapped(async (rig) => {
      const life = new Life();
      const { read } = await reading(rig, life);
      const underWay = read();
      await rig.clock.sleep(1);
      const pausedMs = rig.clock.nowMs();
      life.pauseUntil(rig.clock.sleep(5000));
      const { Records } = await underWay;
      expect(Records).toHaveLength(2);
      expect(rig.clock.nowMs()).toBe(pausedMs + 5000);
      expect(rig.of("delivery").map(({ atMs }) => atMs)).toEqual([
        pausedMs + 5000,
        pausedMs + 5000,
      ]);
    });
  });

  it("goes on only when the last of several pauses is over", async () => {
    await tapped(async (rig) => {
      const life = new Life();
      const { read } = await reading(rig, life);
      const pausedMs = rig.clock.nowMs();
      life.pauseUntil(rig.clock.sleep(5000));
      const underWay = read();
      await rig.clock.sleep(1000);
      life.pauseUntil(rig.clock.sleep(10_000));
      await underWay;
      expect(rig.clock.nowMs()).toBeGreaterThanOrEqual(pausedMs + 11_000);
    });
  });

  it("receives what is pushed when it goes on", async () => {
    await tapped(async (rig) => {
      const life = new Life();
      const pushed = await subscribed(rig, life);
      const next = pushed.next();
      const pausedMs = rig.clock.nowMs();
      life.pauseUntil(rig.clock.sleep(3000));
      await put(rig, "meanwhile");
      await next;
      while (rig.of("delivery").length === 0) await pushed.next();
      expect(rig.of("delivery")[0]!.atMs).toBeGreaterThanOrEqual(pausedMs + 3000);
    });
  });

  it("tries nothing again before it goes on", async () => {
    await tapped(
      async (rig) => {
        const life = new Life();
        const { client } = await reading(rig, life);
        const input = { StreamName: "trucks", PartitionKey: "mine", Data: bytes("late") };
        const sent = client.send(new PutRecordCommand(input));
        while (rig.of("throttle").length === 0) await rig.clock.sleep(1);
        const pausedMs = rig.clock.nowMs();
        life.pauseUntil(rig.clock.sleep(20_000));
        await sent;
        expect(rig.of("retry")[0]!.atMs).toBeGreaterThanOrEqual(pausedMs + 20_000);
      },
      { faults: [{ kind: "throttle", actions: ["PutRecord"], nth: 3 }] },
    );
  });

  it("and dies meanwhile never gets it, and leaves no trace", async () => {
    await tapped(async (rig) => {
      const life = new Life();
      const { read } = await reading(rig, life);
      const underWay = read();
      await rig.clock.sleep(1);
      life.pauseUntil(rig.clock.sleep(5000));
      await rig.clock.sleep(3000);
      life.die();
      expect(await ends(underWay, 60_000, rig)).toBe(false);
      expect(rig.of("delivery")).toEqual([]);
    });
  });
});

describe("what somebody does", () => {
  it("is waited for until it ends or he dies, whichever is first", async () => {
    await inVirtualTime(1, async () => {
      const clock = startClock("virtual");
      const life = new Life();
      await life.until(clock.sleep(1000));
      expect(clock.nowMs()).toBe(1000);
      setTimeout(() => life.die(), 500);
      await life.until(clock.sleep(1000));
      expect(clock.nowMs()).toBe(1500);
      await life.until(clock.sleep(1000));
      expect(clock.nowMs()).toBe(1500);
      expect([life.isDead, life.death.aborted]).toEqual([true, true]);
    });
  });

  it("fails as it fails", async () => {
    const life = new Life();
    await expect(life.until(Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    await expect(life.live(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    await expect(life.live(async () => 7)).resolves.toBe(7);
  });

  it("is not begun by the dead", async () => {
    await inVirtualTime(1, async () => {
      const life = new Life();
      life.die();
      let begun = false;
      void life.live(async () => {
        begun = true;
      });
      await startClock("virtual").sleep(1000);
      expect(begun).toBe(false);
    });
  });
});

async function put(rig: TapRig, text: string): Promise<void> {
  const input = { StreamName: "trucks", PartitionKey: "mine", Data: bytes(text) };
  await rig.kinesis("producer-1").send(new PutRecordCommand(input));
}

async function sendOne(rig: TapRig, QueueUrl: string): Promise<void> {
  const order = { MessageGroupId: "mine", MessageDeduplicationId: "1" };
  const input = { QueueUrl, MessageBody: "here", ...order };
  await rig.sqs("producer-1").send(new SendMessageCommand(input));
}

/** The events that an empty shard pushes to a client whose life is given. */
async function subscribed(rig: TapRig, life: Life) {
  await rig.stream();
  const ConsumerARN = await rig.fanOutConsumer();
  const { EventStream } = await rig.kinesis("map-1", life).send(
    new SubscribeToShardCommand({
      ConsumerARN,
      ShardId: shard.ShardId,
      StartingPosition: { Type: "TRIM_HORIZON" },
    }),
  );
  return EventStream![Symbol.asyncIterator]();
}
