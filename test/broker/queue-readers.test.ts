/** What a reader of a queue asks for, gives back, keeps and deletes. */
import { describe, expect, it } from "vitest";

import type { Design } from "../../src/scenario/scenario.ts";
import { type Asked, answering, type Between, noting, placeBetween } from "./between.ts";
import { type ChannelRig, nameOf, withChannel } from "./channel-rig.ts";
import { designs } from "./contract-designs.ts";

const { "sqs-fifo": fifo, "sqs-standard": standard } = designs;
const trim = { type: "trim-horizon" } as const;

async function onlyLane(rig: ChannelRig) {
  return (await rig.lanes())[0]!;
}

/** What its receives ask for. */
async function receiving(
  design: Design,
  options: Parameters<ChannelRig["open"]>[2],
  times = 1,
): Promise<readonly Asked["input"][]> {
  const asked: Asked[] = [];
  await withChannel(placeBetween(noting(asked)), design, async (rig) => {
    const { reader } = rig.open(await onlyLane(rig), trim, options);
    for (let time = 0; time < times; time += 1) await reader.receive(rig.signal);
  });
  return asked.filter(({ action }) => action === "ReceiveMessage").map(({ input }) => input);
}

describe("a receive", () => {
  it.each([
    [{ maxEvents: 500, pollMs: 60_000 }, 10, 20],
    [{ maxEvents: 3, pollMs: 2900 }, 3, 2],
    [{ maxEvents: 10, pollMs: 0 }, 10, 0],
  ])(
    "asks for as many and waits as long as it may, and the service can: %j",
    async (may, most, s) => {
      const [input] = await receiving(fifo, may);
      expect(input).toMatchObject({ MaxNumberOfMessages: most, WaitTimeSeconds: s });
      expect(input).not.toHaveProperty("ReceiveRequestAttemptId");
    },
  );

  it("asks for what tells the order, or for everything", async () => {
    const [plain] = await receiving(fifo, {});
    expect(plain!["MessageSystemAttributeNames"]).toEqual(["SequenceNumber", "MessageGroupId"]);
    expect(plain).not.toHaveProperty("MessageAttributeNames");
    const [whole] = await receiving(fifo, { wholeMessages: true });
    expect(whole).toMatchObject({
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
  });

  it("has a name of its own where that is asked for, and the queue is FIFO", async () => {
    const inputs = await receiving(fifo, { attemptIds: true, pollMs: 0 }, 3);
    const ids = inputs.map((input) => input["ReceiveRequestAttemptId"] as string);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{8,}$/);
    const [other] = await receiving(standard, { attemptIds: true, pollMs: 0 });
    expect(other).not.toHaveProperty("ReceiveRequestAttemptId");
  });

  it.each([
    ["a FIFO queue: its sequence number", fifo, /^\d{20}$/],
    ["a standard queue: its id", standard, /^[0-9a-f-]{36}$/],
  ])("gives the place of a message in %s", async (_, design, form) => {
    await withChannel(placeBetween(noting([])), design, async (rig) => {
      await rig.send("a#0");
      const [delivery] = await rig.read(rig.open(await onlyLane(rig)).reader, 1);
      expect(delivery!.position).toMatch(form);
      expect(delivery!.raw).toMatchObject({
        Body: delivery!.body,
        ReceiptHandle: delivery!.handle,
      });
    });
  });

  it("waits for a service in trouble, and forgets what is over", async () => {
    const trouble = { kind: "server-error", actions: ["ReceiveMessage"] } as const;
    const faults = [
      { ...trouble, toS: 40 },
      { ...trouble, fromS: 45, toS: 85 },
    ];
    await withChannel(
      placeBetween(noting([])),
      fifo,
      async (rig) => {
        const { reader } = rig.open(await onlyLane(rig));
        expect(await rig.read(reader, 1, 90_000)).toEqual([]);
        await rig.send("a#0");
        expect((await rig.read(reader, 1)).map(nameOf)).toEqual(["a#0"]);
      },
      { faults },
    );
  });

  it("says after a minute of it what failed", async () => {
    const trouble = { kind: "server-error", actions: ["ReceiveMessage"] } as const;
    await withChannel(
      placeBetween(noting([])),
      fifo,
      async (rig) => {
        const { reader } = rig.open(await onlyLane(rig));
        await expect(rig.read(reader, 1, 90_000)).rejects.toThrow(
          "ReceiveMessage has failed for 60 s",
        );
      },
      { faults: [trouble] },
    );
  });
});

describe("what was received", () => {
  /** Receives so many, each of a truck of its own. */
  async function received(rig: ChannelRig, count: number) {
    await rig.send(...Array.from({ length: count }, (_, key) => `truck${key}#0`));
    const { reader } = rig.open(await onlyLane(rig), trim, { maxEvents: 10 });
    return { reader, deliveries: await rig.read(reader, count) };
  }

  it("comes at once to others when it is released", async () => {
    await withChannel(
      placeBetween(noting([])),
      { ...fifo, visibilityTimeoutS: 600 },
      async (rig) => {
        const { reader, deliveries } = await received(rig, 12);
        expect(await rig.read(reader, 1, 3000)).toEqual([]);
        await reader.release!(deliveries, rig.signal);
        expect(await rig.read(reader, 12, 3000)).toHaveLength(12);
      },
    );
  });

  it("is kept from others for another visibility timeout when it is extended", async () => {
    const asked: Asked[] = [];
    const design = { ...fifo, visibilityTimeoutS: 10 };
    await withChannel(placeBetween(noting(asked)), design, async (rig) => {
      const { reader, deliveries } = await received(rig, 12);
      await rig.clock.sleep(6000);
      await reader.extend!(deliveries, rig.signal);
      const extendedAtMs = rig.clock.nowMs();
      const again = await rig.read(reader, 1, 20_000);
      expect(again).not.toEqual([]);
      expect(rig.clock.nowMs() - extendedAtMs).toBeGreaterThan(9900);
      expect(rig.clock.nowMs() - extendedAtMs).toBeLessThan(10_500);
      const changes = asked.filter(({ action }) => action === "ChangeMessageVisibilityBatch");
      expect(changes.map(({ input }) => (input["Entries"] as object[]).length)).toEqual([10, 2]);
    });
  });

  it("may be with others by then: that is no error", async () => {
    const between = answering("ChangeMessageVisibilityBatch", () =>
      Promise.reject(new Error("not yours")),
    );
    await withChannel(placeBetween(between), fifo, async (rig) => {
      const { reader, deliveries } = await received(rig, 1);
      await reader.release!(deliveries, rig.signal);
      await reader.extend!(deliveries, rig.signal);
    });
  });

  /** Fails entries of the first batch delete with this, by their places. */
  const failing = (fault: object, places: readonly number[], asked: Asked[]): Between => {
    let isFirst = true;
    return async (one, pass) => {
      if (one.action.startsWith("DeleteMessage")) asked.push(one);
      if (one.action !== "DeleteMessageBatch" || !isFirst) return pass();
      isFirst = false;
      return { Failed: places.map((place) => ({ Id: String(place), ...fault })) };
    };
  };

  it.each([
    ["no fault of the sender", { SenderFault: false, Code: "InternalError" }],
    ["a throttle", { SenderFault: true, Code: "ThrottlingException" }],
    ["nothing said", {}],
  ])("is deleted again where that failed for part of it: %s", async (_, fault) => {
    const asked: Asked[] = [];
    await withChannel(placeBetween(failing(fault, [0, 2], asked)), fifo, async (rig) => {
      const { reader, deliveries } = await received(rig, 3);
      const beganMs = rig.clock.nowMs();
      await reader.settle(deliveries, rig.signal);
      expect(asked.map(({ action }) => action)).toEqual([
        "DeleteMessageBatch",
        "DeleteMessageBatch",
      ]);
      const handles = (asked[1]!.input["Entries"] as { ReceiptHandle: string }[]).map(
        ({ ReceiptHandle }) => ReceiptHandle,
      );
      expect(handles).toEqual([deliveries[0]!.handle, deliveries[2]!.handle]);
      expect(rig.clock.nowMs() - beganMs).toBeGreaterThanOrEqual(100);
    });
  });

  it("is left where the handle is at fault", async () => {
    const asked: Asked[] = [];
    const fault = { SenderFault: true, Code: "ReceiptHandleIsInvalid" };
    await withChannel(placeBetween(failing(fault, [1], asked)), fifo, async (rig) => {
      const { reader, deliveries } = await received(rig, 3);
      await reader.settle(deliveries, rig.signal);
      expect(asked).toHaveLength(1);
    });
  });

  it("is tried for a minute, and then it is said what failed; not once the run is over", async () => {
    const trouble = { kind: "server-error", actions: ["DeleteMessage"] } as const;
    await withChannel(
      placeBetween(noting([])),
      { ...fifo, visibilityTimeoutS: 600 },
      async (rig) => {
        const { reader, deliveries } = await received(rig, 1);
        await expect(reader.settle(deliveries, rig.signal)).rejects.toThrow(
          "DeleteMessage has failed for 60 s",
        );
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 3000);
        const beganMs = rig.clock.nowMs();
        await reader.settle(deliveries, stop.signal);
        expect(rig.clock.nowMs() - beganMs).toBeLessThan(4000);
      },
      { faults: [trouble] },
    );
  });

  it("is not deleted when the run is over already", async () => {
    const asked: Asked[] = [];
    await withChannel(placeBetween(noting(asked)), fifo, async (rig) => {
      const { reader, deliveries } = await received(rig, 2);
      asked.length = 0;
      await reader.settle(deliveries, AbortSignal.abort());
      expect(asked).toEqual([]);
    });
  });

  it.each(["ReceiptHandleIsInvalid", "InvalidParameterValue"])(
    "is left where it can no longer be deleted: %s",
    async (name) => {
      let tries = 0;
      const between = answering("DeleteMessage", () => {
        tries += 1;
        return Promise.reject(Object.assign(new Error("expired"), { name }));
      });
      await withChannel(placeBetween(between), fifo, async (rig) => {
        const { reader, deliveries } = await received(rig, 1);
        await reader.settle(deliveries, rig.signal);
        expect(tries).toBe(1);
      });
    },
  );
});
