import type { Channel, Message } from "../../src/broker/broker.ts";
import { Members } from "../../src/broker/members.ts";
import type { Fate } from "../../src/client/fate.ts";
import { startClock } from "../../src/clock/clock.ts";
import type { ProducerContext } from "../../src/producer/producer.ts";
import { seededRandom } from "../../src/random.ts";
import type { PlannedEvent } from "../../src/workload/event.ts";
import { decodePayload, encodePayload } from "../../src/workload/payload.ts";

/** `for good`: there is no use in sending it again. */
export type Answer = Fate["type"] | "for good";

/** A broker that takes this long for a call and answers what the test says; its log holds what it accepted, as `truck#seq`. */
export class FakeChannel implements Channel {
  readonly maxBatchEntries = 10;
  readonly maxBatchBytes = 1_000_000;
  readonly address = { kind: "queue", url: "http://localhost/queue" } as const;
  readonly log: string[] = [];
  /** Ids of each call, in the order the calls arrived. */
  readonly calls: string[][] = [];
  /** When each call began. */
  readonly callTimesMs: number[] = [];
  mostCallsAtOnce = 0;
  readonly #answer: (id: string, call: number) => Answer;
  readonly #callMs: number;
  readonly #clock = startClock("virtual");
  #underWay = 0;

  constructor(answer: (id: string, call: number) => Answer, callMs = 10) {
    this.#answer = answer;
    this.#callMs = callMs;
  }

  async publish(messages: readonly Message[]): Promise<readonly Fate[]> {
    const call = this.calls.length;
    this.calls.push(messages.map(({ id }) => id));
    this.callTimesMs.push(this.#clock.nowMs());
    this.#underWay += 1;
    this.mostCallsAtOnce = Math.max(this.mostCallsAtOnce, this.#underWay);
    const outcomes = messages.map(({ body }): Fate => {
      const { event } = decodePayload(body);
      const id = `${event?.truckId}#${event?.seq}`;
      const type = this.#answer(id, call);
      if (type === "for good") {
        return { type: "refused", reason: "told so", failure: new Error("denied") };
      }
      if (type !== "accepted") return { type, reason: "told so" };
      this.log.push(id);
      return { type, lane: "lane", position: String(this.log.length) };
    });
    await new Promise((resolve) => setTimeout(resolve, this.#callMs));
    this.#underWay -= 1;
    return outcomes;
  }

  async lanes(): Promise<[]> {
    return [];
  }

  async reshard(): Promise<void> {}

  costUsd(): number {
    return 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** To be called under virtual time. */
export function fakeContext(channel: Channel): ProducerContext {
  return {
    channel,
    clock: startClock("virtual"),
    random: seededRandom(1, "test"),
    routingKey: ({ truckId }) => truckId,
    hashKey: () => undefined,
    payloadBytes: 300,
    encode: (event) => encodePayload(event, 300),
    members: new Members(
      1,
      () => {
        throw new Error("no producer of the user's own here");
      },
      new AbortController().signal,
    ),
    within: (_, code) => code(),
    follow: () => {},
    giveUp: () => {},
    signal: new AbortController().signal,
  };
}

export function event(truckId: string, seq: number): PlannedEvent {
  const place = { lat: 1, lon: 2, speedKmh: 3, headingDeg: 4 };
  return { truckId, seq, index: seq, dueMs: 0, eventTimeMs: 0, ...place };
}
