import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { comparison } from "../scenario/comparison-file.ts";
import { convoy, temporary } from "./convoy.ts";

/** A city's feed: names of its own, and a truck twice at one time. */
function feed(): string {
  const file = temporary("feed.csv");
  const rows = ["truck_name;seen at;Y;X", "a;100;1;1", "a;101;1;2", "a;101;1;3", "b;100;2;2"];
  writeFileSync(file, `${rows.join("\n")}\n`);
  return file;
}

function comparisonFile(): string {
  const file = temporary("mine.json");
  writeFileSync(file, JSON.stringify(comparison()));
  return file;
}

describe("convoy bench --trace", () => {
  it("takes a feed as it is, with its columns named and one of its duplicates, in every phase", async () => {
    const out = temporary("out");
    const columns = ["--columns", "time=seen at,lat=Y", "--columns", "lon=X"];
    const options = ["--trace", feed(), ...columns, "--duplicates", "last"];
    const ended = await convoy(["bench", "-s", comparisonFile(), ...options, "--out", out]);
    expect(ended.code, ended.stderr).toBe(0);
    const rows = readFileSync(join(out, "summary.csv"), "utf8").trim().split("\r\n");
    expect(rows).toHaveLength(5);
    expect(ended.stdout).toMatch(/changed: --trace .*--duplicates last --columns '?time=seen at/);
  });

  it("refuses duplicates unless it is said which to keep, and names the options", async () => {
    const columns = ["--columns", "time=seen at,lat=Y,lon=X"];
    const twice = await convoy(["bench", "--trace", feed(), ...columns]);
    expect(twice.code).toBe(2);
    expect(twice.stderr).toMatch(/feed\.csv:4: .*in two places.*--duplicates first, or last/);
    const unnamed = await convoy(["bench", "--trace", feed()]);
    expect(unnamed.stderr).toMatch(/no column for the time .*--columns time=NAME/);
  });

  it.each([
    [["--columns", "truck"], /it must be a field/],
    [["--columns", "trucks=a"], /it must be a field \(truck, time/],
    [["--duplicates", "both"], /Allowed choices are first, last/],
    [["--duplicates", "last"], /need --trace/],
  ])("%j is refused", async (options, why) => {
    const ended = await convoy(["bench", ...options]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(why);
  });
});
