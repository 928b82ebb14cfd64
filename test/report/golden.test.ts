import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it, test } from "vitest";

import { columnsPage } from "../../src/report/markdown/columns-page.ts";
import { columnsFile, goldenFiles, goldenFolder } from "./golden-files.ts";

const folder = fileURLToPath(goldenFolder);
const written = goldenFiles();

describe("reports of the sample suites", () => {
  it("are these files and no others", () => {
    const there = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => join(parentPath, name));
    expect(there.sort()).toEqual([...written.keys()].map((path) => join(folder, path)).sort());
  });

  it.each([...written])("%s is as `npm run golden` wrote it", (path, text) => {
    expect(text).toBe(readFileSync(join(folder, path), "utf8"));
  });
});

test("docs/COLUMNS.md has the columns as they are; `npm run golden` writes it", () => {
  expect(readFileSync(columnsFile, "utf8")).toBe(columnsPage());
});
