import { describe, expect, it } from "vitest";

import type { Fate } from "../../src/client/fate.ts";
import { inVirtualTime } from "../../src/clock/virtual-time.ts";
import type { Producer } from "../../src/producer/producer.ts";
import { startProducer } from "../../src/producer/start-producer.ts";
import { resolveDesign } from "../../src/scenario/resolve.ts";
import type { ResolvedBatched } from "../../src/scenario/resolved.ts";
import { event, FakeChannel, fakeContext } from "./fake-run.ts";

interface Options extends Partial<Omit<ResolvedBatched, "kind">> {
  readonly answer?: (id: string, call: number) => Fate["type"];
  readonly callMs?: number;
  readonly payloadBytes?: number;
}

interface World {
  /** What was given up, after how many attempts. */
  readonly givenUp: readonly string[];
  readonly producer: Producer;
  readonly channel: FakeChannel;
  readonly stop: () => void;
  /** Offers an event of each name, `a#0 b#0` …, this many milliseconds from now. */
  readonly offer: (names: string, inMs?: number) => Promise<void>;
}

/** A batched producer with a linger time of 100 ms, whose back-off is always the longest. */
function batching(options: Options, body: (world: World) => Promise<void>): Promise<void> {
  const { answer = () => "accepted", callMs = 10, payloadBytes = 300, ...settings } = options;
  return inVirtualTime(1, async () => {
    const channel = new FakeChannel(answer, callMs);
    const stop = new AbortController();
    const producer = { kind: "batched" as const, lingerMs: 100, ...settings };
    const design = resolveDesign({ service: "sqs-standard", producer, consumers: [] });
    const givenUp: string[] = [];
    const giveUp = ({ truckId, seq }: { truckId: string; seq: number }, attempts: number): void =>
      void givenUp.push(`${truckId}#${seq} after ${attempts}`);
    const own = { payloadBytes, random: () => 1, giveUp, signal: stop.signal };
    const context = { ...fakeContext(channel), ...own };
    const batched = startProducer(design.producer, context);
    const offer = async (names: string, inMs = 0): Promise<void> => {
      if (inMs > 0) await context.clock.sleep(inMs);
      const offers = names.split(" ").map((name) => {
        const [truckId = "", seq = ""] = name.split("#");
        return batched.offer(event(truckId, Number(seq)));
      });
      await Promise.all(offers);
    };
    await body({ producer: batched, channel, stop: () => stop.abort(), offer, givenUp });
  });
}

function callsOf({ calls, callTimesMs }: FakeChannel): (readonly [number, string])[] {
  return calls.map((ids, at) => [callTimesMs[at]!, ids.join(" ")] as const);
}

describe("a batch", () => {
  it("waits for company as long as its first event may, and takes what has come by then", async () => {
    await batching({}, async ({ channel, offer }) => {
      await Promise.all([offer("a#0"), offer("b#0", 30), offer("c#0", 99), offer("d#0", 101)]);
      expect(callsOf(channel)).toEqual([
        [100, "a#0 b#0 c#0"],
        [201, "d#0"],
      ]);
    });
  });

  it("goes at once when it is full; what is over waits for its own time", async () => {
    await batching({ maxEntries: 2 }, async ({ channel, offer }) => {
      await Promise.all([offer("a#0"), offer("b#0", 20), offer("c#0", 20)]);
      expect(callsOf(channel)).toEqual([
        [20, "a#0 b#0"],
        [120, "c#0"],
      ]);
    });
  });

  it("goes as soon as a call may when it is full of what was over", async () => {
    await batching({ maxEntries: 2, maxCalls: 1, callMs: 20 }, async ({ channel, offer }) => {
      await offer("a#0 b#0 c#0 d#0 e#0 f#0");
      expect(callsOf(channel)).toEqual([
        [0, "a#0 b#0"],
        [20, "c#0 d#0"],
        [40, "e#0 f#0"],
      ]);
    });
  });

  it("is full by what may go of each truck, not by what waits", async () => {
    await batching({ maxEntries: 4 }, async ({ channel, offer }) => {
      await offer("a#0 a#1 a#2 a#3 b#0");
      expect(callsOf(channel)[0]).toEqual([100, "a#0 b#0"]);
    });
    await batching({ maxEntries: 4, maxPerTruck: 3 }, async ({ channel, offer }) => {
      await offer("a#0 a#1 a#2 a#3 b#0");
      expect(callsOf(channel)).toEqual([
        [0, "a#0 a#1 a#2 b#0"],
        [100, "a#3"],
      ]);
    });
  });

  it("has no more entries than a call of the channel takes, nor more bytes, keys with them, but one", async () => {
    const names = Array.from({ length: 12 }, (_, key) => `truck${key}#0`).join(" ");
    await batching({ maxEntries: 50 }, async ({ channel, offer }) => {
      await offer(names);
      expect(channel.calls.map((call) => call.length)).toEqual([10, 2]);
    });
    // A million bytes a call: three of 333,000 fit, but not with their keys.
    for (const [payloadBytes, entries] of [
      [333_000, 3],
      [333_200, 2],
      [2_000_000, 1],
    ] as const) {
      await batching({ payloadBytes }, async ({ channel, offer }) => {
        await offer("a#0 b#0 c#0");
        expect(channel.calls[0]).toHaveLength(entries);
      });
    }
  });

  it("waits while as many calls as may be are under way", async () => {
    await batching({ maxEntries: 1, maxCalls: 2, callMs: 50 }, async ({ channel, offer }) => {
      await offer("a#0 b#0 c#0 d#0 e#0");
      expect(callsOf(channel)).toEqual([
        [0, "a#0"],
        [0, "b#0"],
        [50, "c#0"],
        [50, "d#0"],
        [100, "e#0"],
      ]);
    });
  });
});

describe("what is refused", () => {
  const refusing =
    (...ids: readonly string[]) =>
    (id: string, call: number): Fate["type"] =>
      call === 0 && ids.includes(id) ? "refused" : "accepted";

  it("holds its truck back for the back-off, and goes first then; the other trucks go on", async () => {
    const answer = refusing("a#0");
    await batching({ answer, lingerMs: 0, callMs: 10 }, async ({ channel, offer }) => {
      await Promise.all([offer("a#0 a#1 b#0"), offer("b#1", 50)]);
      expect(callsOf(channel)).toEqual([
        [0, "a#0"],
        [0, "b#0"],
        [50, "b#1"],
        // 10 ms of the call, and the whole of the first step of 100 ms.
        [110, "a#0"],
        [120, "a#1"],
      ]);
    });
  });

  it("goes before what came after it in the same call, and in their order", async () => {
    const answer = refusing("a#0", "a#1");
    await batching({ answer, maxPerTruck: 3 }, async ({ channel, offer }) => {
      await offer("a#0 a#1 a#2 a#3");
      expect(channel.calls[1]).toEqual(["a#0", "a#1", "a#3"]);
    });
  });

  it("waits twice as long with each refusal in a row, and a step again after it was taken", async () => {
    const answer = (_: string, call: number): Fate["type"] =>
      [3, 5].includes(call) ? "accepted" : "refused";
    await batching({ answer, lingerMs: 0, callMs: 0, backOffMs: 10 }, async (world) => {
      const { channel, offer } = world;
      await offer("a#0 a#1");
      // 10 + 20 + 40, then a#1: 10.
      expect(channel.callTimesMs).toEqual([0, 10, 30, 70, 70, 80]);
    });
  });

  it("is given up after as many attempts as it may have; what may be there is not", async () => {
    const answer = (id: string): Fate["type"] =>
      id === "a#0" ? "refused" : id === "b#0" ? "uncertain" : "accepted";
    await batching({ answer, lingerMs: 0, attempts: 2 }, async (world) => {
      const { channel, givenUp, offer } = world;
      await offer("a#0 b#0 a#1 b#1");
      expect(callsOf(channel)).toEqual([
        [0, "a#0"],
        [0, "b#0"],
        [110, "a#0"],
        [110, "b#0"],
        [120, "a#1"],
        [120, "b#1"],
      ]);
      expect(givenUp).toEqual(["a#0 after 2"]);
    });
  });

  it("when the run is over is given up by nobody, and nobody waits for it", async () => {
    const answer = (): Fate["type"] => "refused";
    await batching({ answer, lingerMs: 0, attempts: 1, callMs: 100 }, async (world) => {
      const { givenUp, offer, stop } = world;
      setTimeout(stop, 50);
      await offer("a#0");
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(givenUp).toEqual([]);
    });
  });

  it("for good makes the offers of its call fail, and no others", async () => {
    await batching({ lingerMs: 0, maxEntries: 2 }, async ({ channel, offer }) => {
      const publish = channel.publish.bind(channel);
      channel.publish = async (messages) => {
        const fates = await publish(messages);
        const failure = new Error("not from you");
        return fates.map((fate) =>
          messages[0]!.id === "b#0" ? { type: "refused", reason: "denied", failure } : fate,
        );
      };
      const offers = [offer("a#0"), offer("b#0"), offer("c#0")];
      const ends = await Promise.allSettled(offers);
      expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    });
  });
});

it("waits for nothing when there is nothing to send", async () => {
  await batching({ lingerMs: 20, callMs: 10 }, async ({ offer }) => {
    const waits: (number | undefined)[] = [];
    const { setTimeout: set } = globalThis;
    globalThis.setTimeout = ((act: () => void, ms?: number) => {
      waits.push(ms);
      return set(act, ms);
    }) as typeof setTimeout;
    try {
      await offer("a#0");
    } finally {
      globalThis.setTimeout = set;
    }
    // For company, and for the answer.
    expect(waits).toEqual([20, 10]);
  });
});

it("with the fleet as scope everything waits for what was refused", async () => {
  const answer = (id: string, call: number): Fate["type"] =>
    call === 0 && id === "b#0" ? "refused" : "accepted";
  await batching({ answer, scope: "fleet", maxPerTruck: 2 }, async ({ channel, offer }) => {
    await offer("a#0 b#0 c#0");
    expect(channel.calls).toEqual([
      ["a#0", "b#0"],
      ["b#0", "c#0"],
    ]);
  });
});

it("when the run is over nothing more is sent, and nobody waits", async () => {
  await batching({}, async ({ channel, offer, stop }) => {
    const waiting = offer("a#0 b#0");
    await offer("c#0", 50).catch(() => {});
    await waiting;
    expect(channel.calls).toHaveLength(1);
    const late = offer("d#0 e#0");
    stop();
    await late;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(channel.calls).toHaveLength(1);
  });
});

describe("what is sent again when a call has refused something", () => {
  const refusing = (refused: string, resend?: ResolvedBatched["resend"]) => {
    const seen: string[] = [];
    const answer = (id: string, call: number): Fate["type"] =>
      id === refused && call === 0 ? "refused" : "accepted";
    const options = { maxPerTruck: 10, answer, ...(resend && { resend }) };
    return batching(options, async ({ channel, offer }) => {
      await offer("a#0 a#1 a#2 b#0");
      await new Promise((resolve) => setTimeout(resolve, 1000));
      seen.push(...channel.calls.map((ids) => ids.join(" ")));
    }).then(() => seen);
  };
  const first = "a#0 a#1 a#2 b#0";

  it.each([
    [undefined, "a#1", ["a#1"]],
    ["refused", "a#1", ["a#1"]],
    ["from-first-refused", "a#1", ["a#1 a#2"]],
    ["from-first-refused", "a#0", ["a#0 a#1 a#2"]],
    ["whole-call", "a#1", ["a#0 a#1 a#2", "b#0"]],
  ] as const)("%s of %s: %j, and the offers wait for it", async (resend, refused, again) => {
    expect(await refusing(refused, resend)).toEqual([first, ...again]);
  });
});
