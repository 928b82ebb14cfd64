import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { ownStream } from "../own-scenarios.ts";
import { convoy, temporary } from "./convoy.ts";

const header = "truck,ts,lat,lon\n";

async function benchTrace(text: string) {
  const trace = temporary("trace.csv");
  writeFileSync(trace, text);
  const out = temporary("out");
  const args = ["bench", "--scenario", "kinesis-5-shards-steady", "--trace", trace, "--out", out];
  return { ...(await convoy(args)), out };
}

describe("bad usage and bad input end with code 2 and one clear message", () => {
  it.each([
    ["an unknown scenario", ["bench", "--scenario", "nope"], /--scenario nope: no such scenario/],
    ["no trucks", ["bench", "--trucks", "0"], /--trucks <n>.*whole number from 1/],
    ["an unknown option", ["bench", "--truks", "3"], /unknown option '--truks'/],
    ["an unknown command", ["bensh"], /unknown command 'bensh'/],
    ["an unknown target", ["bench", "--target", "mars"], /Allowed choices are embedded/],
    [
      "a choice misspelt",
      ["bench", "--target", "localstak"],
      /Allowed choices are embedded, localstack.*\n\(Did you mean localstack\?\)/,
    ],
    [
      "a latency profile misspelt",
      ["bench", "--latency", "publshed-2022"],
      /--latency publshed-2022: there is no such file, and no profile of this name; did you mean published-2022\?/,
    ],
    [
      "a speed-up without a trace",
      ["bench", "--speedup", "2"],
      /--speedup, --loop, --columns and --duplicates need --trace/,
    ],
    ["trucks with a trace", ["bench", "--trace", "x.csv", "--trucks", "2"], /--trucks does not go/],
    [
      "a trace that is not there",
      ["bench", "--trace", "no/x.csv"],
      /cannot read the trace no\/x\.csv/,
    ],
    ["a history that is not there", ["verify", "no.jsonl"], /no\.jsonl: cannot be read/],
  ])("%s", async (_, args, message) => {
    const ended = await convoy(args);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
  });

  it.each([
    ["a missing column", "truck,ts,lat\na,2026-01-01T00:00:00Z,1\n", /trace\.csv:1.*lon/],
    ["an unparsable row", `${header}a,2026-01-01T00:00:00Z,north,2\n`, /trace\.csv:2.*lat/],
    [
      "a time that goes backwards",
      `${header}a,2026-01-01T00:00:05Z,1,2\na,2026-01-01T00:00:04Z,1,2\n`,
      /trace\.csv:3.*backwards/,
    ],
    [
      "a duplicate row",
      `${header}a,2026-01-01T00:00:05Z,1,2\na,2026-01-01T00:00:05Z,1,2\n`,
      /trace\.csv:3.*duplicate/,
    ],
  ])("a trace with %s, and no folder is left behind", async (_, text, message) => {
    const ended = await benchTrace(text);
    expect(ended.stderr).toMatch(message);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(existsSync(ended.out)).toBe(false);
  });

  it("a scenario file with two wrong fields: both are named", async () => {
    const file = temporary("mine.json");
    const scenario = structuredClone(ownStream) as {
      design: { shards: number };
      workload: { hz: number };
    };
    scenario.design.shards = 0;
    scenario.workload.hz = -1;
    writeFileSync(file, JSON.stringify({ ...scenario, name: "mine" }, undefined, 2));
    const ended = await convoy(["bench", "--scenario", file]);
    expect(ended.stderr).toMatch(
      /mine\.json:\d+: workload\.hz: .*\n.*mine\.json:\d+: design\.shards: /,
    );
    expect(ended.code).toBe(2);
  });

  it("an output folder that is a file, which stays as it was", async () => {
    const out = temporary("taken");
    writeFileSync(out, "mine");
    const ended = await convoy(["bench", "--scenario", "kinesis-5-shards-steady", "--out", out]);
    expect(ended.stderr).toMatch(/--out .*taken: cannot be written/);
    expect(ended.code).toBe(2);
    expect(readFileSync(out, "utf8")).toBe("mine");
  });

  it("a payload too small for an event", async () => {
    const file = temporary("mine.json");
    const workload = { ...ownStream.workload, payloadBytes: 20 };
    writeFileSync(file, JSON.stringify({ ...ownStream, name: "mine", workload }));
    const ended = await convoy(["bench", "--scenario", file]);
    expect(ended.stderr).toMatch(/payloadBytes.*20/);
    expect(ended.code).toBe(2);
  });
});
