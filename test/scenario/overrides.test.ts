import { describe, expect, it } from "vitest";

import {
  isAsWritten,
  overrideWords,
  parseOverride,
  shellWord,
  traceOverrides,
} from "../../src/scenario/overrides.ts";
import { faultsOf, fifo, load, stream, withConsumer, written } from "./scenario-file.ts";

const set = (...texts: readonly string[]) => texts.map(parseOverride);

describe("an override", () => {
  it.each([
    ["design.shards=10", { path: "design.shards", value: 10 }],
    ["guarantee=fleet-ordered", { path: "guarantee", value: "fleet-ordered" }],
    ['summary="10"', { path: "summary", value: "10" }],
    ['a.b={"x":[1,null]}', { path: "a.b", value: { x: [1, null] } }],
    ["workload.file=a=b.csv", { path: "workload.file", value: "a=b.csv" }],
    ["faults=null", { path: "faults", value: null }],
  ])("%s is a path and a value, and can be written again", (text, override) => {
    expect(parseOverride(text)).toEqual(override);
    const [, again] = overrideWords([override]);
    expect(parseOverride(again!)).toEqual(override);
  });

  it.each(["design.shards", "=3", "a..b=3", ""])("%j is none", (text) => {
    expect(() => parseOverride(text)).toThrow(/--set .*: it must be a path and a value/);
  });

  it("is written again as it was typed, once, in words that a shell takes whole", () => {
    const shown = (overrides: Parameters<typeof overrideWords>[0]): string =>
      overrideWords(overrides).map(shellWord).join(" ");
    expect(shown(traceOverrides("my trace.csv"))).toBe("--trace 'my trace.csv'");
    expect(shown(set('design.consumers.0.start={"atTimestampS":5}'))).toBe(
      `--set 'design.consumers.0.start={"atTimestampS":5}'`,
    );
  });

  it("leaves no figure to be judged", () => {
    expect(isAsWritten([])).toBe(true);
    expect(isAsWritten(set("drainS=120"))).toBe(false);
  });
});

describe("a scenario with overrides", () => {
  it("is changed where they say: by field, by index, by name, and where there was nothing", async () => {
    const figures = [{ column: "trucks", is: 3 }];
    const { scenario } = await load(
      written({ expect: { verdict: "valid", figures } }),
      set(
        "design.shards=10",
        "design.consumers.0.count=7",
        "design.consumers.tracker.serviceMs=35",
        "expect.figures.trucks.is=4",
        'workload.spike={"fromS":1,"toS":2,"factor":3}',
        "guarantee=exactly-once-ordered",
      ),
    );
    expect(scenario).toMatchObject({
      design: { shards: 10, consumers: [{ app: "tracker", count: 7, serviceMs: 35 }] },
      workload: { trucks: 3, spike: { factor: 3 } },
      guarantee: "exactly-once-ordered",
      expect: { figures: [{ column: "trucks", is: 4 }] },
    });
  });

  it("loses what null takes away", async () => {
    const faults = [{ kind: "throttle" }, { kind: "server-error" }];
    expect((await load(written({ faults }), set("faults.0=null"))).scenario.faults).toEqual([
      { kind: "server-error" },
    ]);
    expect((await load(written({ faults }), set("faults=null"))).scenario.faults).toEqual([]);
  });

  it("loses what has no meaning for another kind, and keeps the rest", async () => {
    const design = withConsumer(stream, { kind: "by-key", keysAtOnce: 4, serviceMs: 35 });
    const { scenario } = await load(
      written({ design, workload: { kind: "fleet", hz: 2, durationS: 5, payloadBytes: 300 } }),
      [...traceOverrides("trips.csv"), ...set("design.consumers.0.kind=by-lane")],
    );
    expect(scenario.workload).toMatchObject({
      kind: "trace",
      file: "trips.csv",
      speedup: 1,
      loop: 1,
      payloadBytes: 300,
    });
    expect(scenario.workload).not.toHaveProperty("durationS");
    expect(scenario.design.consumers[0]).toMatchObject({ kind: "by-lane", serviceMs: 35 });
    expect(scenario.design.consumers[0]).not.toHaveProperty("keysAtOnce");
  });

  it.each([
    [
      "design.shrads=10",
      "mine: design.shrads: there is no such field; did you mean design.shards?",
    ],
    ["shards=10", "mine: shards: there is no such field; did you mean design.shards?"],
    ["desing.shards=10", "mine: desing: there is no such field; did you mean design.shards?"],
    [
      "design.shards=ten",
      'mine: design.shards: must be a number of shards, 1 … 10,000, or "on-demand"',
    ],
    [
      "design.consumers.trakcer.count=3",
      "design.consumers is a list, 0 … 0: there is no trakcer; did you mean tracker?",
    ],
    ["design.consumers.1.count=3", "design.consumers is a list, 0 … 0: there is no 1"],
    ["summary.x=3", "summary is a string: it has no field x"],
    ["name=other", "name: a scenario is called as its file"],
    ["design.__proto__.x=3", "mine: design.__proto__: there is no such field"],
    [
      "design.consumers.0.kind=competing",
      "mine: design.consumers.0.kind: competing consumers need a queue",
    ],
    ["workload.payloadBytes=2000000", "mine: workload.payloadBytes: is 2000000"],
  ])("refuses --set %s in one line that names the option and the field", async (text, message) => {
    const faults = await faultsOf(written(), set(text));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`--set ${text}: ${message}`);
  });

  it("names every option when none alone is at fault, and the file when it was wrong before", async () => {
    const faults = [{ kind: "crash", app: "tracker", consumer: 2, atS: 1 }];
    const changed = set("design.consumers.0.count=1", "workload.hz=2");
    expect(await faultsOf(written({ faults }), changed)).toEqual([
      "--set design.consumers.0.count=1 --set workload.hz=2: mine: faults.0.consumer: tracker has one consumer: 1",
    ]);
    expect(await faultsOf(written({ design: { ...fifo, shards: 3 } }), changed)).toEqual([
      'design.shards: has no meaning with service "sqs-fifo": it belongs to "kinesis"',
    ]);
  });
});
