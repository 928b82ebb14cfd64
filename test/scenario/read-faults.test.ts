import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { InputError } from "../../src/errors.ts";
import { readFaults } from "../../src/scenario/read-faults.ts";

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "convoy-faults-")), "faults.json");
  writeFileSync(file, text);
  return file;
}

function refusal(text: string): string {
  try {
    readFaults(fileWith(text));
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return "read";
}

describe("a file of faults", () => {
  it("is a JSON list of what a scenario's faults are", () => {
    const faults = [
      { kind: "throttle", probability: 0.5, actions: ["PutRecord"] },
      { kind: "slow", addMs: 30, shard: "shardId-000000000001", fromS: 1, toS: 2 },
    ];
    expect(readFaults(fileWith(JSON.stringify(faults)))).toEqual(faults);
  });

  it("has each wrong field named with its line, the one of the right entry", () => {
    const text = `[
  { "kind": "throttle", "probability": 0.5 },
  {
    "kind": "throttle",
    "probability": 2,
    "chance": "]"
  },
  { "kind": "slow" }
]`;
    const lines = refusal(text).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/faults\.json:5: 1\.probability: /);
    expect(lines[1]).toMatch(/faults\.json:6: 1\.chance: there is no such field/);
    expect(lines[2]).toMatch(/faults\.json:8: 2\.addMs: /);
  });

  it("refuses an end before the beginning", () => {
    expect(refusal('[{ "kind": "throttle", "fromS": 5,\n"toS": 5 }]')).toMatch(
      /:2: 0\.toS: must be later than fromS/,
    );
  });

  it.each([
    ['[\n{ "kind": }]', 2],
    ['[\n{ "kind": "slow",\n\n} ]', 4],
    ['[\n{ "kind":\n"throttle" }\n', 4],
    ["[\n1 2,\n3]", 2],
  ])("that is no JSON is named with the line, %j", (text, line) => {
    expect(refusal(text)).toMatch(new RegExp(`faults\\.json:${line}: is not JSON: `));
  });

  it("that is no list or not there is said to be so", () => {
    expect(refusal('{ "kind": "throttle" }')).toMatch(/faults\.json:1: faults: .*expected array/);
    expect(() => readFaults("no-such-faults.json")).toThrow(/no-such-faults\.json: cannot be read/);
  });
});
