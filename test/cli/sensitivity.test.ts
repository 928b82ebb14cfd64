import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { comparison } from "../scenario/comparison-file.ts";
import { convoy, temporary } from "./convoy.ts";

function written(): string {
  const file = temporary("mine.json");
  writeFileSync(file, JSON.stringify(comparison()));
  return file;
}

describe("convoy bench --sensitivity", () => {
  it("says which conclusions hold, and writes a row for each in each variation", async () => {
    const out = temporary("out");
    const ended = await convoy(["bench", "-s", written(), "--sensitivity", "--out", out]);
    expect(ended.stderr).toMatch(/each assumption otherwise: \d+ variations, \d+ runs/);
    expect(ended.stdout).toMatch(/what the conclusions of mine rest on: \d+ assumptions/);
    expect(ended.stdout).toMatch(/^holds {2}order kept: stream, queue$/m);
    expect(ended.stdout).toMatch(/hold in every variation/);
    expect(ended.code).toBe(0);
    const rows = readFileSync(join(out, "sensitivity.csv"), "utf8").trim().split("\r\n");
    expect(rows.length).toBeGreaterThan(50);
    // The report is made from the result alone.
    const again = await convoy(["report", out, "--out", temporary("again")]);
    expect(again.stdout).toMatch(/what the conclusions of mine rest on/);
  });

  it.each([
    [["-s", "kinesis-spike-6-shards"], /needs the phase steady of a comparison/],
    [["-s", "kinesis-5-shards-steady"], /two designs at least/],
    [["--target", "npm-emulators"], /leave --target and --clock out/],
    [["--clock", "real"], /leave --target and --clock out/],
  ])("%j: is refused where there is nothing to conclude from", async (options, why) => {
    const ended = await convoy(["bench", "--sensitivity", ...options, "--out", temporary("out")]);
    expect(ended.stderr).toMatch(why);
    expect(ended.code).toBe(2);
  });
});
