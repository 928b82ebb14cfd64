import { describe, expect, it } from "vitest";

import { replayCommand, shellText } from "../../src/result/replay.ts";
import { traceOverrides } from "../../src/scenario/overrides.ts";
import { embeddedAddress, type TargetAddress } from "../../src/targets/target.ts";

const plain = {
  scenario: "kinesis-5-shards",
  seed: 7,
  target: embeddedAddress,
  clock: "virtual",
  overrides: [],
} as const;

describe("the command that repeats a run", () => {
  it("names scenario, seed and target", () => {
    const words = [
      "bench",
      "--scenario",
      "kinesis-5-shards",
      "--seed",
      "7",
      "--target",
      "embedded",
    ];
    expect(replayCommand(plain)).toEqual(words);
    expect(shellText(words)).toBe(
      "npm run bench -- --scenario kinesis-5-shards --seed 7 --target embedded",
    );
  });

  it("names a clock and a latency that are not the default", () => {
    const profile = { source: "measured" } as NonNullable<TargetAddress["latency"]>["profile"];
    const target = { ...embeddedAddress, latency: { name: "slow.json", profile } };
    const words = replayCommand({ ...plain, target, clock: "real" });
    expect(words.slice(-4)).toEqual(["--clock", "real", "--latency", "slow.json"]);
  });

  it("names endpoints where they were given, and not those of servers that were started for the run", () => {
    const sqsEndpoint = "http://127.0.0.1:4566";
    const at = (kind: TargetAddress["kind"]): readonly string[] =>
      replayCommand({ ...plain, clock: "real", target: { ...embeddedAddress, kind, sqsEndpoint } });
    expect(at("endpoint").slice(-2)).toEqual(["--sqs-endpoint", sqsEndpoint]);
    expect(at("npm-emulators")).not.toContain(sqsEndpoint);
  });

  it("names what was changed, ready for a shell", () => {
    const overrides = [
      ...traceOverrides("my trace.csv"),
      { path: "workload.speedup", value: 60, option: ["--speedup", "60"] },
      { path: "summary", value: "it's mine" },
    ];
    const words = replayCommand({ ...plain, overrides });
    expect(words.slice(7)).toEqual([
      "--trace",
      "my trace.csv",
      "--speedup",
      "60",
      "--set",
      "summary=it's mine",
    ]);
    expect(shellText(words)).toContain(
      `--trace 'my trace.csv' --speedup 60 --set 'summary=it'\\''s mine'`,
    );
  });
});
