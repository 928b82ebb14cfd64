import { writeFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { latencyNamed } from "../../src/calibrate/read-latency.ts";
import { defaultLatency, noLatency } from "../../src/emulator/assumed/latency-profiles.ts";
import { InputError } from "../../src/errors.ts";
import { temporary } from "../cli/convoy.ts";

function fileWith(text: string): string {
  const file = temporary("latency.json");
  writeFileSync(file, text);
  return file;
}

function refusal(text: string): string {
  try {
    latencyNamed(fileWith(text));
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return "read";
}

describe("a latency profile", () => {
  it("is one of the two that have names, or what a file holds", () => {
    expect(latencyNamed("none")).toBe(noLatency);
    expect(latencyNamed("default")).toBe(defaultLatency);
    expect(latencyNamed(fileWith(JSON.stringify(defaultLatency)))).toEqual(defaultLatency);
  });

  it("has each wrong field named with file and line", () => {
    const text = `{
  "source": "by hand",
  "services": {
    "kinesis": { "p50Ms": 1, "p99Ms": 1 },
    "sqs": { "p50Ms": 5, "p99Ms": 1 }
  },
  "actions": { "sqs.SendMessage": { "p50Ms": -1, "p99Ms": 1 } },
  "requestShare": { "min": 0.5, "max": 0.5 },
  "propagationMs": 4,
  "kinesisPropagationMs": 0
}`;
    const lines = refusal(text).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/latency\.json:5: services\.sqs: p99Ms must not be less than p50Ms/);
    expect(lines[1]).toMatch(/latency\.json:7: actions\.sqs\.SendMessage\.p50Ms: /);
    expect(lines[2]).toMatch(/latency\.json:1: kinesisFanOutPropagationMs: /);
    expect(lines[3]).toMatch(/latency\.json:9: propagationMs: there is no such field/);
  });

  it("is refused with the line on which it stops being JSON", () => {
    expect(refusal('{\n "source": "x",\n "services": oops\n}')).toMatch(
      /latency\.json:3: is not JSON/,
    );
  });
});
