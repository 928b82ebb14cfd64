import { describe, expect, it } from "vitest";

import { figureColumns } from "../../src/result/summary-row.ts";
import { loadScenario, loadScenarios } from "../../src/scenario/load.ts";
import { fileWith } from "./scenario-file.ts";

const valid = `export default {
  name: "mine",
  summary: "A design of my own.",
  workload: { kind: "fleet", trucks: 3, durationS: 5 },
  design: {
    service: "kinesis",
    shards: 2,
    partitionKey: "truck",
    producer: { kind: "serial" },
    consumers: [{ app: "a", kind: "by-lane", count: 2 }],
  },
  expect: { verdict: "valid" },
};
`;

async function messageOf(file: string): Promise<string> {
  return loadScenario(file, figureColumns).then(
    () => "loaded",
    (error: Error) => error.message,
  );
}

describe("loading a scenario file", () => {
  it("takes a file of the user's own", async () => {
    const { scenario } = await loadScenario(fileWith(valid), figureColumns);
    expect(scenario.name).toBe("mine");
  });

  it("takes JSON as well", async () => {
    const { default: scenario } = (await import(fileWith(valid))) as { default: object };
    const loaded = await loadScenario(
      fileWith(JSON.stringify(scenario), "mine.json"),
      figureColumns,
    );
    expect(loaded.scenario).toMatchObject(scenario);
  });

  it("names both of two wrong fields, each with its line", async () => {
    const text = valid.replace("shards: 2", "shards: 0").replace('"serial"', '"seriel"');
    const message = await messageOf(fileWith(text));
    expect(message).toMatch(/mine\.ts:7: design\.shards: /);
    expect(message).toMatch(/mine\.ts:9: design\.producer\.kind: /);
  });

  it("names a field that does not exist", async () => {
    const text = valid.replace("shards: 2", "shards: 2, shard: 3");
    expect(await messageOf(fileWith(text))).toMatch(
      /mine\.ts:7: design\.shard: there is no such field/,
    );
  });

  it.each([
    ['faults: [{ kind: "throtle" }]', /mine\.ts:12: faults\.0\.kind: /],
    ['faults: [{ kind: "throttle", probability: 2 }]', /mine\.ts:12: faults\.0\.probability: /],
    ['faults: [{ kind: "throttle", chance: 1 }]', /faults\.0\.chance: there is no such field/],
    ['guarantee: "perfect"', /mine\.ts:12: guarantee: /],
    ['adversity: "worst"', /mine\.ts:12: adversity: /],
  ])("looks into %s", async (field, message) => {
    const text = valid.replace("  expect:", `  ${field},\n  expect:`);
    expect(await messageOf(fileWith(text))).toMatch(message);
  });

  it("refuses an application that stands there twice, or waits for one that is not there", async () => {
    const twice = valid.replace(
      "count: 2 }]",
      'count: 2 }, { app: "a", kind: "by-lane", count: 1 }]',
    );
    expect(await messageOf(fileWith(twice))).toMatch(/design\.consumers\.1\.app: a is there twice/);
    const waiting = valid.replace("count: 2 }]", 'count: 2, startAfter: "b" }]');
    expect(await messageOf(fileWith(waiting))).toMatch(/startAfter: b is no application/);
  });

  it("refuses a name that is not the file's", async () => {
    expect(await messageOf(fileWith(valid, "other.ts"))).toMatch(/other\.ts:2: name: is "mine"/);
  });

  it("says what is wrong with a file that cannot be loaded", async () => {
    expect(await messageOf(fileWith("export default {"))).toMatch(/mine\.ts: cannot be loaded: /);
    expect(await messageOf(fileWith("export const x = 1;"))).toMatch(
      /mine\.ts:1: default export: /,
    );
  });

  it("refuses competing consumers on a stream", async () => {
    const text = valid.replace('"by-lane"', '"competing"');
    expect(await messageOf(fileWith(text))).toMatch(
      /design\.consumers\.0\.kind: competing consumers need a queue/,
    );
  });
});

describe("choosing scenarios", () => {
  it("finds by name and by glob, each once", async () => {
    const found = await loadScenarios(["kinesis-hottest-shard", "kinesis-h*"], figureColumns);
    expect(found.map(({ scenario }) => scenario.name)).toEqual(["kinesis-hottest-shard"]);
  });

  it("names the nearest when a name is unknown", async () => {
    await expect(loadScenarios(["kinesis-6-shards"], figureColumns)).rejects.toThrow(
      /--scenario kinesis-6-shards: no such scenario; did you mean kinesis-5-shards\?/,
    );
  });
});
