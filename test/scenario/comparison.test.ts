import { describe, expect, it } from "vitest";

import { figureColumns } from "../../src/result/summary-row.ts";
import { loadScenarios, scenarioArgument } from "../../src/scenario/load.ts";
import { parseOverride, traceOverrides } from "../../src/scenario/overrides.ts";
import { comparison, faultsOf, lineOf, load, withStream } from "./comparison-file.ts";

const set = (...texts: readonly string[]) => texts.map(parseOverride);
const nameOf = ({ scenario }: { readonly scenario: { readonly name: string } }) => scenario.name;

describe("a comparison", () => {
  it("becomes scenarios that are called by design and phase, and differ in the design alone", async () => {
    const files = await load(comparison());
    expect(files.map(nameOf)).toEqual([
      "stream-steady",
      "queue-steady",
      "stream-backlog",
      "queue-backlog",
    ]);
    for (const phase of ["steady", "backlog"]) {
      const [one, other] = files
        .map(({ scenario }) => scenario)
        .filter(({ compared }) => compared?.phase === phase);
      expect(one?.workload).toEqual(other?.workload);
      expect(one?.drainS).toBe(other?.drainS);
      const [first, second] = [one, other].map((run) => run?.design.consumers[0]);
      expect(first).toMatchObject({ app: "tracker", count: 3, serviceMs: 20 });
      expect(second).toMatchObject({ app: "tracker", count: 3, serviceMs: 20 });
      expect(first?.startAtS).toBe(phase === "steady" ? 0 : 2);
      expect(second?.startAtS).toBe(first?.startAtS);
    }
  });

  it("says of each run which it is", async () => {
    const [first] = await load(comparison());
    expect(first?.scenario.compared).toEqual({
      comparison: "mine",
      design: "stream",
      phase: "steady",
    });
    expect(first?.scenario.summary).toBe("Two shards. Steady: everything from the start.");
  });

  it("has phases with a workload of their own, which is the same for all designs", async () => {
    const phases = { ceiling: {}, "ceiling-8-kib": { durationS: 1 }, saturation: {}, replay: {} };
    const files = await load(comparison({ phases }));
    const workloads = new Map(files.map(({ scenario }) => [scenario.name, scenario.workload]));
    for (const phase of Object.keys(phases)) {
      expect(workloads.get(`queue-${phase}`)).toEqual(workloads.get(`stream-${phase}`));
    }
    expect(workloads.get("queue-ceiling")).toMatchObject({
      arrival: "closed",
      durationS: 3,
      outstandingPerTruck: 10,
      payloadBytes: 200,
    });
    expect(workloads.get("queue-ceiling-8-kib")).toMatchObject({
      durationS: 1,
      payloadBytes: 8183,
    });
    expect(workloads.get("queue-saturation")).toMatchObject({
      arrival: "open",
      hz: 0.5,
      durationS: 10.5,
      ramp: { toHz: 64, growth: "exponential", until: "limit" },
    });
    const replay = files.find(({ scenario }) => scenario.name === "queue-replay");
    expect(replay?.scenario.design.consumers).toMatchObject([
      { app: "tracker", serviceMs: 20 },
      { app: "replay", serviceMs: 20, startAfter: "tracker" },
    ]);
    expect(files.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it("keeps designs out of the phase wrong that do not name it, and lets them name others", async () => {
    const { designs } = comparison() as { designs: { stream: object; queue: object } };
    const files = await load(
      comparison({
        phases: { steady: {}, wrong: {} },
        designs: { stream: designs.stream, queue: { ...designs.queue, phases: ["wrong"] } },
      }),
    );
    expect(files.map(nameOf)).toEqual(["stream-steady", "queue-wrong"]);
  });

  it("expects of a negative control that it fails, and of all others that they hold", async () => {
    const { designs } = comparison() as { designs: { stream: object; queue: object } };
    const files = await load(
      comparison({
        phases: { steady: {} },
        designs: {
          stream: designs.stream,
          "my-random-partition-key": { ...designs.stream, partitionKey: "random" },
          standard: { ...designs.queue, service: "sqs-standard" },
          "not-standardised": {
            ...designs.queue,
            expect: { steady: { figures: [{ column: "trucks", is: 4 }] } },
          },
        },
      }),
    );
    expect(files.map(({ scenario }) => scenario.expect.verdict)).toEqual([
      "valid",
      "invalid",
      "invalid",
      "valid",
    ]);
    expect(files[3]?.scenario.expect.figures).toEqual([{ column: "trucks", is: 4 }]);
  });
});

describe("what a comparison sets, no design can", () => {
  it.each([
    [
      { consumer: { kind: "by-lane", count: 5 } },
      "consumer.count",
      "the comparison sets it for all designs: consumers",
    ],
    [
      { consumer: { kind: "by-lane", serviceMs: 5 } },
      "consumer.serviceMs",
      "the comparison sets it for all designs: handlerMs",
    ],
    [
      { consumer: { kind: "by-lane", startAtS: 5 } },
      "consumer.startAtS",
      "the phases set it for all designs",
    ],
    [
      { consumer: { kind: "by-lane", startAfter: "a" } },
      "consumer.startAfter",
      "the phases set it for all designs",
    ],
    [
      { consumer: { kind: "by-lane", app: "a" } },
      "consumer.app",
      "the comparison names the applications",
    ],
    [{ workload: { kind: "fleet", durationS: 5 } }, "workload", "there is no such field"],
    [{ drainS: 5 }, "drainS", "there is no such field"],
    [{ faults: [] }, "faults", "there is no such field"],
    [{ consumers: [] }, "consumers", "there is no such field; did you mean consumer?"],
  ])("so %j is refused, with its line", async (changes, field, message) => {
    const value = withStream(changes);
    const faults = await faultsOf(value);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`: designs.stream.${field}: ${message}`);
    expect(lineOf(value, faults[0]!)).toContain(`"${field.split(".").at(-1)}"`);
  });

  it.each([
    [
      { workload: { kind: "fleet", durationS: 5, arrival: "closed" } },
      "workload.arrival: is set by the phases",
    ],
    [
      { workload: { kind: "fleet", durationS: 5, ramp: { toHz: 4 } } },
      "workload.ramp: is set by the phase saturation",
    ],
    [{ phases: {} }, "phases: name at least one phase"],
    [{ phases: { steedy: {} } }, "phases.steedy: there is no such field; did you mean steady?"],
    [{ phases: { steady: { lateS: 3 } } }, "phases.steady.lateS: there is no such field"],
    [{ designs: {} }, "designs: name at least one design"],
    [{ handlerMs: undefined }, "handlerMs: is missing: it must be a number"],
    [{ name: "yours" }, 'name: is "yours", must be the file\'s name, "mine"'],
  ])("and %j is refused", async (changes, message) => {
    const faults = await faultsOf(comparison(changes));
    expect(faults.join("\n")).toContain(message);
  });

  it("tells what is wrong with a run once, at the field that it comes from", async () => {
    const tooMany = withStream({ read: "fan-out", consumer: { kind: "by-lane", pollMs: 200 } });
    const faults = await faultsOf(tooMany);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(
      'designs.stream.consumer.pollMs: has no meaning with read: "fan-out": the shards push',
    );
    expect(lineOf(tooMany, faults[0]!)).toContain('"pollMs"');
    const large = comparison({
      workload: { kind: "fleet", durationS: 5, payloadBytes: 2_000_000 },
    });
    const payload = await faultsOf(large);
    expect(payload.every((fault) => fault.includes("workload.payloadBytes: is 2000000"))).toBe(
      true,
    );
    const figure = { steady: { figures: [{ column: "groups", is: 3 }] } };
    expect(await faultsOf(withStream({ expect: figure }))).toEqual([
      expect.stringContaining(
        "designs.stream.expect.steady.figures.0.column: kinesis has no groups",
      ),
    ]);
  });
});

describe("overrides of a comparison", () => {
  it("change all its runs at once", async () => {
    const phases = { steady: {}, backlog: {}, saturation: {} };
    const files = await load(
      comparison({ phases }),
      set("workload.trucks=9", "workload.hz=2", "handlerMs=50", "consumers=7"),
    );
    for (const { scenario } of files) {
      expect(scenario.workload).toMatchObject({ trucks: 9 });
      expect(scenario.workload.hz).toBe(scenario.compared?.phase === "saturation" ? 1 : 2);
      expect(scenario.design.consumers[0]).toMatchObject({ count: 7, serviceMs: 50 });
    }
  });

  it("put a trace in place of the fleet, in the phases with a rate of their own too", async () => {
    const phases = { steady: { durationS: 9 }, ceiling: {}, saturation: {} };
    const files = await load(comparison({ phases }), [
      ...traceOverrides("trips.csv"),
      ...set("workload.speedup=60"),
    ]);
    const workloads = new Map(files.map(({ scenario }) => [scenario.name, scenario.workload]));
    expect(workloads.get("queue-steady")).toMatchObject({
      kind: "trace",
      file: "trips.csv",
      arrival: "recorded",
      speedup: 60,
    });
    expect(workloads.get("queue-ceiling")).toMatchObject({
      kind: "trace",
      file: "trips.csv",
      arrival: "closed",
      durationS: 3,
    });
    expect(workloads.get("queue-saturation")).toMatchObject({
      kind: "trace",
      arrival: "open",
      hz: 0.5,
      ramp: { until: "limit" },
    });
  });

  it("change one design, or what a run alone has", async () => {
    const ofDesign = await load(comparison(), set("designs.stream.shards=7"));
    expect(
      ofDesign.map(({ scenario: { design } }) => design.service === "kinesis" && design.shards),
    ).toEqual([7, false, 7, false]);
    const ofRun = await load(comparison(), set("design.shards=7"), ":stream-steady");
    expect(ofRun.map(({ scenario: { design } }) => design)).toMatchObject([{ shards: 7 }]);
  });

  it.each([
    ["workload.hx=2", "mine: workload.hx: there is no such field; did you mean workload.hz?"],
    [
      "designs.stream.shrads=2",
      "mine: designs.stream.shrads: there is no such field; did you mean designs.stream.shards?",
    ],
    ["handlerMs=slow", "mine: handlerMs: Invalid input: expected number, received string"],
    ["design.shards=2", 'queue-steady: design.shards: has no meaning with service "sqs-fifo"'],
    ["name=other", "name: a scenario is called as its file"],
  ])("are refused in one line: %s", async (text, message) => {
    const faults = await faultsOf(comparison(), set(text));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`--set ${text}: ${message}`);
  });
});

describe("choosing runs", () => {
  const chosen = async (...patterns: readonly string[]) =>
    (await loadScenarios(patterns, figureColumns)).map(nameOf);

  it("goes by run, glob, design and comparison", async () => {
    expect(await chosen("kinesis-5-shards-steady")).toEqual(["kinesis-5-shards-steady"]);
    expect(await chosen("kinesis-5-shards")).toEqual([
      "kinesis-5-shards-steady",
      "kinesis-5-shards-backlog",
      "kinesis-5-shards-ceiling",
      "kinesis-5-shards-ceiling-8-kib",
      "kinesis-5-shards-saturation",
      "kinesis-5-shards-replay",
    ]);
    expect(await chosen("*-wrong", "sqs-standard-wrong")).toEqual([
      "sqs-standard-wrong",
      "kinesis-random-partition-key-wrong",
      "sqs-fifo-single-group-wrong",
    ]);
    expect((await chosen("100-trucks")).length).toBeGreaterThan(50);
  });

  it("takes the comparison and the spike for the default suite", async () => {
    expect(await chosen()).toEqual([
      ...(await chosen("100-trucks")),
      "kinesis-spike-6-shards",
      "kinesis-spike-more-shards",
    ]);
  });

  it("goes by the name behind a file of one's own, and says what names it again", async () => {
    const [one] = await load(comparison(), [], ":queue-backlog");
    expect(one && nameOf(one)).toBe("queue-backlog");
    expect(scenarioArgument(one!.file, "queue-backlog")).toMatch(/mine\.json:queue-backlog$/);
    expect(await faultsOf(comparison(), [], ":queue-bakclog")).toEqual([
      expect.stringContaining("no such scenario; did you mean queue-backlog?"),
    ]);
  });
});
