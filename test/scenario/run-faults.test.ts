import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { runFaults, serviceFaults } from "../../src/scenario/faults-of.ts";
import { faultsOf, fifo, load, stream, written } from "./scenario-file.ts";

const crash = { kind: "crash", app: "tracker", consumer: 1 };
const pause = { kind: "pause", app: "tracker", consumer: 2, forS: 3, atS: 1 };

describe("a fault of the run", () => {
  it("stands beside those of the service, and each goes to whom it concerns", async () => {
    const faults = [
      { kind: "throttle", probability: 0.1 },
      { kind: "reshard", toShards: 4, atS: 2 },
      { ...crash, when: { event: "handled", app: "tracker", key: "truck_3" }, restartAfterS: 2 },
      pause,
    ];
    const { scenario } = await load(written({ faults }));
    expect(serviceFaults(scenario)).toEqual([faults[0]]);
    expect(runFaults(scenario)).toEqual([
      faults[1],
      { ...faults[2], when: { event: "handled", app: "tracker", key: "truck_3", count: 1 } },
      pause,
    ]);
  });

  it("that splits shards too late for anything to be sent to them is a warning", async () => {
    const workload = { kind: "fleet", trucks: 3, hz: 1, durationS: 120 };
    const at = (atS: number) =>
      load(written({ workload, faults: [{ kind: "reshard", toShards: 4, atS }] }));
    // Nothing is sent after 120 s, and a stream takes 30 s.
    expect((await at(89)).warnings).toEqual([]);
    const { warnings } = await at(90);
    expect(warnings).toEqual([
      expect.stringMatching(/faults\.0\.atS: the new shards .* at 120 s, .* after 120 s/),
    ]);
  });

  it.each([
    [crash, "atS: is missing: a fault of the run has a time, atS, or a condition, when"],
    [{ ...crash, atS: 1, when: { event: "handled" } }, "when: goes not together with atS"],
    [{ ...crash, atS: -1 }, "atS: Too small"],
    [
      { ...crash, atS: 1, app: "traker" },
      "app: traker is no application of this design; did you mean tracker?",
    ],
    [
      { ...crash, atS: 1, app: "producer" },
      "app: a producer that is to crash or stand still needs a checkpointEveryS",
    ],
    [{ ...crash, atS: 1, consumer: 3 }, "consumer: tracker has 2 consumers: 1 … 2"],
    [{ ...crash, atS: 1, consumer: 0 }, "consumer: Too small"],
    [{ ...crash, atS: 125 }, "atS: the run is over after 125 s"],
    [{ ...crash, atS: 1, forS: 3 }, 'forS: has no meaning with kind "crash": it belongs to'],
    [{ ...pause, forS: undefined }, "forS: is missing: it must be a number"],
    [
      { ...crash, when: { event: "handeled" } },
      'when.event: there is no "handeled"; did you mean handled?',
    ],
    [
      { ...crash, when: { event: "handled", app: "trackers" } },
      "when.app: trackers is no application of this design; did you mean tracker?",
    ],
    [
      { ...crash, when: { event: "handled", key: "truck_9" } },
      "when.key: there is no truck truck_9",
    ],
    [{ kind: "reshard", toShards: 5, atS: 1 }, "toShards: one call goes from 2 shards to 1 … 4"],
    [
      { kind: "join", app: "tracker", count: 1, atS: 1 },
      "kind: consumers that join are leased workers",
    ],
  ])("%j is refused", async (fault, message) => {
    const faults = await faultsOf(written({ faults: [fault] }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`faults.0.${message}`);
  });

  it("reshards by at most a factor of two a call, counted from what the calls before it left", async () => {
    const reshards = (...calls: readonly (readonly [atS: number, toShards: number])[]) =>
      calls.map(([atS, toShards]) => ({ kind: "reshard", atS, toShards }));
    const judge = (faults: object) =>
      faultsOf(written({ design: { ...stream, shards: 5 }, faults }));
    expect(await judge(reshards([3, 20], [1, 10]))).toEqual([]);
    expect(await judge(reshards([1, 3]))).toEqual([]);
    expect(await judge(reshards([1, 10], [2, 4]))).toEqual([
      "faults.1.toShards: one call goes from 10 shards to 5 … 20",
    ]);
    expect(await judge(reshards([1, 2]))).toEqual([
      "faults.0.toShards: one call goes from 5 shards to 3 … 10",
    ]);
  });

  it("is written as docs/FAULTS.md shows it", async () => {
    const page = readFileSync(new URL("../../docs/FAULTS.md", import.meta.url), "utf8");
    const example = [...page.matchAll(/```ts\nfaults: (\[[^]*?\]),\n```/g)][1]?.[1] ?? "";
    const faults: unknown = JSON.parse(example.replace(/(\w+):/g, '"$1":').replace(/,\s*\]$/, "]"));
    const design = { ...stream, shards: 5 };
    expect(runFaults((await load(written({ design, faults }))).scenario)).toHaveLength(3);
  });

  it("cannot reshard a queue", async () => {
    const faults = [{ kind: "reshard", toShards: 2, atS: 1 }];
    expect(await faultsOf(written({ design: fifo, faults }))).toEqual([
      "faults.0.kind: reshard needs a stream: sqs-fifo has no shards",
    ]);
  });

  it("puts back only what a redrive policy has put aside", async () => {
    const faults = [{ kind: "redrive", by: "hand", atS: 1 }];
    const refusal =
      "faults.0.kind: redrive needs a dead-letter queue: a queue with a redrivePolicy";
    expect(await faultsOf(written({ design: stream, faults }))).toEqual([refusal]);
    expect(await faultsOf(written({ design: fifo, faults }))).toEqual([refusal]);
    const design = { ...fifo, redrivePolicy: { maxReceiveCount: 3 } };
    expect(await faultsOf(written({ design, faults }))).toEqual([]);
  });
});
