import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it } from "vitest";

import { Copy } from "../../bench/mutants/copy.ts";
import { inOrder } from "../../bench/mutants/folders.ts";
import { left } from "../../bench/mutants/left.ts";
import { mutantsOf } from "../../bench/mutants/list.ts";
import { runTests } from "../../bench/mutants/run-tests.ts";

const folder = mkdtempSync(join(tmpdir(), "convoy-mutants-test-"));

it("a mutant is the whole file with one change, which binds as what stood there did", async () => {
  const source = join(folder, "sound.ts");
  writeFileSync(
    source,
    "export const all = (a: boolean, b: boolean, c: boolean) =>\n  a && b && c;\n",
  );
  const mutants = await mutantsOf(source);
  const inner = mutants.find(({ before, after }) => before === "a && b" && after === "a || b");
  expect(inner).toMatchObject({ line: 2, mutator: "LogicalOperator" });
  const faulty = join(folder, "faulty.ts");
  writeFileSync(faulty, inner!.text);
  const { all } = (await import(faulty)) as { all: (...given: boolean[]) => boolean };
  expect(all(true, true, true)).toBe(true);
  expect(all(true, false, true)).toBe(true);
  // `a || b && c` would be true here.
  expect(all(true, false, false)).toBe(false);
});

it("tests see a fault in the copy as long as it is planted, and the original never has it", async () => {
  const file = "src/metrics/seq-set.ts";
  const sound = readFileSync(file, "utf8");
  using copy = new Copy();
  const tests = ["test/metrics/seq-set.test.ts"];
  const [fault] = await mutantsOf(file);
  {
    using _ = copy.plant({ ...fault!, text: sound.replaceAll("return ", "return !") });
    expect(await runTests(copy, tests)).toMatchObject({ outcome: "failed", file: tests[0] });
    expect(readFileSync(file, "utf8")).toBe(sound);
  }
  expect(await runTests(copy, tests)).toEqual({ outcome: "passed", failed: "" });
});

it("the closest tests are tried first", () => {
  const files = ["test/b/x.test.ts", "test/a/c/x.test.ts", "test/a/y.test.ts", "test/a/x.test.ts"];
  expect(inOrder(files, "src/a/x.ts")).toEqual([
    ["test/a/x.test.ts"],
    ["test/a/y.test.ts"],
    ["test/a/c/x.test.ts"],
    ["test/b/x.test.ts"],
  ]);
});

it("what is said of code that is left concerns code that is there", () => {
  const gone = left.filter(({ file, before }) => {
    const source = readFileSync(file, "utf8").replaceAll(/\s+/g, " ");
    return !source.includes(before);
  });
  expect(gone).toEqual([]);
});
