import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  mkdirSync,
  existsSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { prepareFolder, writeAll } from "../../src/report/output-folder.ts";

function folder(): string {
  return mkdtempSync(join(tmpdir(), "convoy-out-"));
}

describe("the output folder", () => {
  it("is made with all above it, and taken back while nothing is in it", () => {
    const top = join(folder(), "a");
    const takeBack = prepareFolder(join(top, "b", "c"));
    expect(existsSync(join(top, "b", "c"))).toBe(true);
    takeBack();
    expect(existsSync(top)).toBe(false);
  });

  it("is not taken back when it was there before, or is in use", () => {
    const there = folder();
    prepareFolder(there)();
    expect(existsSync(there)).toBe(true);
    const used = join(folder(), "used");
    const takeBack = prepareFolder(used);
    writeFileSync(join(used, "mine"), "");
    takeBack();
    expect(existsSync(used)).toBe(true);
  });

  it("that is a file is refused", () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    expect(() => prepareFolder(file)).toThrow(/--out .*file: cannot be written/);
    expect(() => prepareFolder(join(file, "below"))).toThrow(/cannot be written/);
  });
});

const hasProc = existsSync("/proc/self");
if (!hasProc) console.warn("skipped: a folder that /proc refuses: this system has no /proc");
it.runIf(hasProc)("a folder that /proc refuses is refused at once", () => {
  expect(() => prepareFolder("/proc/convoy/results")).toThrow(/--out .*cannot be written/);
});

describe("writing all files", () => {
  it("takes a text in pieces, however many", () => {
    const out = folder();
    const pieces = Array.from({ length: 100_000 }, (_, index) => `${index},`);
    writeAll(out, new Map([["many.json", pieces]]));
    expect(readFileSync(join(out, "many.json"), "utf8")).toBe(pieces.join(""));
  });

  it("leaves nothing half-written when one of them cannot be", () => {
    const out = folder();
    writeFileSync(join(out, "one.csv"), "before");
    // The second file's name is taken by a folder: it cannot be renamed into place.
    const files = new Map([
      ["two.csv", "2"],
      ["one.csv", "1"],
    ]);
    mkdirSync(join(out, "two.csv", "in the way"), { recursive: true });
    // The runs are over: that the results cannot be written is no bad usage.
    expect(() => writeAll(out, files)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/cannot be written/), exitCode: 3 }),
    );
    expect(readdirSync(out).sort()).toEqual(["one.csv", "two.csv"]);
    expect(readFileSync(join(out, "one.csv"), "utf8")).toBe("before");
  });
});
