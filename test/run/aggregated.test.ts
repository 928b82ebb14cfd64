import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type Shard,
} from "@aws-sdk/client-kinesis";
import { describe, expect, it } from "vitest";

import { membersOf } from "../../src/client/aggregated-record.ts";
import type { StreamConsumerContext } from "../../src/scenario/custom-code.ts";
import type { KinesisDesign, ScenarioFault } from "../../src/scenario/scenario.ts";
import { namesOf, runOnModel, stream } from "./model-run.ts";

const [reader] = stream.consumers;
const workload = { kind: "fleet", trucks: 4, hz: 4, durationS: 10 } as const;
const design = {
  ...stream,
  producer: { kind: "aggregated", maxEvents: 5, lingerMs: 2000 },
} as const satisfies KinesisDesign;

/** Positions of the records, by how many events each holds. */
function recordsOf(acks: readonly { readonly position: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { position } of acks) {
    const record = position.slice(0, -4);
    counts.set(record, (counts.get(record) ?? 0) + 1);
  }
  return counts;
}

describe("several events in one record", () => {
  it.each<[string, KinesisDesign]>([
    ["polled", design],
    ["pushed", { ...design, read: "fan-out" }],
  ])("are each an event with a place of its own: %s", async (_, one) => {
    const run = await runOnModel({ design: one, workload, guarantee: "exactly-once-ordered" });
    expect(run.verdict.verdict).toBe("valid");
    const acks = run.all("ack");
    expect(Math.max(...recordsOf(acks).values())).toBe(5);
    expect(namesOf(run.all("effect")).toSorted()).toEqual(namesOf(acks).toSorted());
    const places = new Set(acks.map(({ lane, position }) => `${lane} ${position}`));
    expect(places.size).toBe(acks.length);
  });

  it("are all there twice when their record is", async () => {
    const faults: ScenarioFault[] = [{ kind: "lost-response", actions: ["PutRecord"], nth: 6 }];
    const run = await runOnModel({ design, workload, faults, guarantee: "exactly-once-ordered" });
    // The acknowledgement is of the second copy.
    const twice = run.all("delivery").length - run.all("ack").length;
    expect(twice).toBeGreaterThan(1);
    expect(run.verdict).toMatchObject({
      verdict: "invalid",
      counts: { "duplicate-log": twice, "duplicate-effect": twice, lost: 0 },
    });
  });

  it("are all gone when their record is passed over", async () => {
    const consumers = [{ ...reader, settle: "before", serviceMs: 20 }] as const;
    const faults: ScenarioFault[] = [
      {
        kind: "crash",
        app: "map",
        consumer: 1,
        when: { event: "handled", count: 18 },
        restartAfterS: 1,
      },
    ];
    const run = await runOnModel({ design: { ...design, consumers }, workload, faults });
    const done = new Set(namesOf(run.all("effect")));
    const missing = namesOf(run.all("delivery")).filter((name) => !done.has(name));
    expect(missing.length).toBeGreaterThan(0);
    expect(run.verdict).toMatchObject({
      verdict: "invalid",
      counts: { unprocessed: new Set(missing).size },
    });
  });

  it("are gone on with in the middle of a record, by one that checkpoints after each", async () => {
    const consumers = [{ ...reader, settle: "each", serviceMs: 20 }] as const;
    const restartAfterS = 1;
    const crash = { kind: "crash", app: "map", consumer: 1, restartAfterS } as const;
    const faults: ScenarioFault[] = [18, 20, 22].map((count) => ({
      ...crash,
      when: { event: "handled", count },
    }));
    const run = await runOnModel({ design: { ...design, consumers }, workload, faults });
    expect(run.all("crash").length).toBeGreaterThan(0);
    const inside = run
      .all("lease")
      .filter(({ fromPosition = "" }) => fromPosition !== "" && !fromPosition.endsWith("0004"));
    expect(inside.length).toBeGreaterThan(0);
    expect(new Set(namesOf(run.all("effect"))).size).toBe(run.all("ack").length);
    expect(run.verdict.verdict).toBe("valid");
    // Only what was done and not checkpointed is done again.
    expect(run.verdict.counts["duplicate-effect"]).toBeLessThanOrEqual(faults.length);
  });

  it("are unpacked by code of the user's own", async () => {
    const start = async ({ client, streamName, handler, signal }: StreamConsumerContext) => {
      const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: streamName }));
      const read = async ({ ShardId, SequenceNumberRange: range }: Shard): Promise<void> => {
        const StartingSequenceNumber = range?.StartingSequenceNumber;
        const ShardIteratorType = "AT_SEQUENCE_NUMBER";
        const from = { ShardId, ShardIteratorType, StartingSequenceNumber } as const;
        const { ShardIterator } = await client.send(
          new GetShardIteratorCommand({ StreamName: streamName, ...from }),
        );
        let iterator = ShardIterator;
        while (iterator !== undefined && !signal.aborted) {
          const output = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
          iterator = output.NextShardIterator;
          for (const { Data = new Uint8Array() } of output.Records ?? []) {
            for (const { data } of membersOf(Data) ?? [{ data: Data }]) await handler(data);
          }
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      };
      await Promise.all(Shards.map(read));
    };
    const consumers = [{ app: "map", kind: "custom", count: 1, start }] as const;
    const run = await runOnModel({ design: { ...design, consumers }, workload });
    expect(run.verdict.verdict).toBe("valid");
    expect(namesOf(run.all("effect"))).toEqual(namesOf(run.all("ack")));
    // Where it begins stands in the same form, so that it can be compared.
    const digits = new Set(run.all("ack").map(({ position }) => position.length));
    const begun = run.all("lease").flatMap(({ fromPosition }) => fromPosition ?? []);
    expect(begun).toHaveLength(2);
    for (const position of begun) expect(digits).toContain(position.length);
  });

  it("are given up together", async () => {
    const producer = { ...design.producer, attempts: 1 };
    const faults: ScenarioFault[] = [
      { kind: "throttle", actions: ["PutRecord"], fromS: 4, toS: 9 },
    ];
    const run = await runOnModel({ design: { ...design, producer }, workload, faults });
    const given = namesOf(run.all("discard"));
    expect(given.length).toBeGreaterThan(1);
    expect(new Set([...given, ...namesOf(run.all("effect"))]).size).toBe(
      new Set(namesOf(run.all("send"))).size,
    );
  });
});
