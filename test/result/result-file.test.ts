import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { describe, expect, it } from "vitest";

import { InputError } from "../../src/errors.ts";
import { readResult } from "../../src/result/read-result.ts";
import { resultText, withoutTables } from "../../src/result/result-file.ts";
import { suiteSchema } from "../../src/result/result-schema.ts";
import type { SuiteResult } from "../../src/result/suite-result.ts";
import { comparedSuite, historySuite, sampleSuite } from "./sample-suites.ts";

const suites = { sample: sampleSuite(), compared: comparedSuite(), history: historySuite() };
const folder = mkdtempSync(join(tmpdir(), "convoy-result-"));

function textOf(suite: SuiteResult): string {
  return [...resultText(suite)].join("");
}

function fileWith(text: string): string {
  const file = join(folder, "result.json");
  writeFileSync(file, text);
  return file;
}

function errorOf(text: string): string {
  const file = fileWith(text);
  try {
    readResult(file);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message.replace(relative(process.cwd(), file), "FILE");
  }
  return "no error";
}

describe("result.json", () => {
  it.each(Object.entries(suites))("gives back the %s suite as it was", (_, suite) => {
    const read = readResult(fileWith(textOf(suite)));
    expect(read).toStrictEqual(suite);
    expect(textOf(read)).toBe(textOf(suite));
  });

  it("is plain JSON, with a line for each row of a table", () => {
    const text = textOf(suites.sample);
    expect(withoutTables(JSON.parse(text))).toStrictEqual(suites.sample);
    expect(text.split("\n")).toContain('["=1+2",3,3,3,3,["lane-1"],0,80,80,80],');
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(400);
  });

  it("takes a hundred bytes or so for a key of thousands", () => {
    const [first] = suites.sample.scenarios;
    const run = first!.runs[0]!;
    const keys = Array.from({ length: 10_000 }, (_, index) => ({
      ...run.metrics.keys[0]!,
      key: `truck_${index}`,
      endToEndP50Ms: 100 + index / 7,
    }));
    const large = { ...run, metrics: { ...run.metrics, keys } };
    const suite = { ...suites.sample, scenarios: [{ scenario: "stream", runs: [large] }] };
    const text = textOf(suite);
    expect(text.length).toBeLessThan(10_000 * 100);
    expect(readResult(fileWith(text))).toStrictEqual(suite);
  });

  it("keeps names that objects have themselves", () => {
    const [first] = suites.sample.scenarios;
    const run = first!.runs[0]!;
    const keys = ["__proto__", "constructor", "10", "9"].map((key) => ({
      ...run.metrics.keys[0]!,
      key,
    }));
    const countsByKey = keys.map(({ key }) => ({ key, counts: { lost: 1 } }));
    const changed = {
      ...run,
      metrics: { ...run.metrics, keys },
      verdict: { ...run.verdict, countsByKey },
    };
    const suite = { ...suites.sample, scenarios: [{ scenario: "stream", runs: [changed] }] };
    expect(readResult(fileWith(textOf(suite)))).toStrictEqual(suite);
  });

  it("of a convoy that knew fewer anomalies has none of the others, and keeps what it does not know", () => {
    const text = textOf(suites.sample).replaceAll(/,\s*"corrupt":0/g, "");
    const value = { ...(JSON.parse(text) as object), more: 1 };
    expect(readResult(fileWith(JSON.stringify(value)))).toEqual({ ...suites.sample, more: 1 });
  });
});

describe("a file that is no result", () => {
  it.each([
    ["{}", /^FILE: is no result of convoy/],
    ["[1]", /^FILE: is no result of convoy/],
    ['{"summary":[]}', /^FILE: is no result of convoy/],
    ["nonsense", /^FILE:1: is not JSON/],
    ['{"format":"convoy-result","version":2}', /^FILE: is a result of version 2; .* version 1/],
    ['{"format":"convoy-result"}', /^FILE: is a result of version undefined/],
  ])("%s is named as what it is", (text, message) => {
    expect(errorOf(text)).toMatch(message);
  });

  it("that was cut short is named with its last line, at once, however long it is", () => {
    const text = textOf(suites.sample);
    const cut = text.slice(0, text.length / 2);
    expect(errorOf(cut)).toMatch(new RegExp(`^FILE:${cut.split("\n").length}: is not JSON`));
    const long = `[\n${"[1,2,3],\n".repeat(200_000)}`;
    // CPU time, since the machine may be busy with other things. Line by line it would take an hour.
    const before = process.cpuUsage();
    expect(errorOf(long)).toMatch(/^FILE:200002: is not JSON/);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(60);
  });

  it("names file, line and field of what is wrong, also inside a table", () => {
    const broken = textOf(suites.sample).replace('["=1+2",3,', '["=1+2","three",');
    const line = broken.split("\n").findIndex((text) => text.includes('"three"')) + 1;
    expect(errorOf(broken)).toBe(
      `FILE:${line}: scenarios.1.runs.0.metrics.keys.0.sent: Invalid input: expected number, received string`,
    );
  });

  it("is told by every field that a report reads: none can be of another type", () => {
    // What is free: the scenario beyond what reports read, the values of overrides, what a timeline may leave out.
    const isFree = (path: string): boolean =>
      /\.setup\.scenario\.(?!name|design\.service|expect\.verdict)|\.overrides\.\d+\.value|\.records\.\d+\.(?!type|atMs)|\.target\.kind$/.test(
        path,
      );
    const accepted: string[] = [];
    for (const suite of Object.values(suites)) {
      for (const path of leavesOf(suite)) {
        const copy = structuredClone(suite);
        const [name, ...above] = path.toReversed();
        const holder = above
          .toReversed()
          .reduce<Record<PropertyKey, unknown>>(
            (value, part) => value[part] as Record<PropertyKey, unknown>,
            copy as unknown as Record<PropertyKey, unknown>,
          );
        holder[name!] = { of: "another type" };
        const shown = path.join(".");
        if (suiteSchema.safeParse(copy).success && !isFree(shown)) accepted.push(shown);
      }
    }
    expect(accepted).toEqual([]);
  });
});

/** The paths to every text, number and flag; of a list's items, the first three. */
function leavesOf(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  const members = Array.isArray(value) ? [...value.entries()].slice(0, 3) : Object.entries(value);
  return members.flatMap(([name, member]) => leavesOf(member, [...path, name]));
}
