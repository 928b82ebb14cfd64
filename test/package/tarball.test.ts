import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

import { beforeAll, expect, test } from "vitest";

const root = new URL("../../", import.meta.url);

let packed: readonly string[];

beforeAll(() => {
  // Builds first, as `npm pack` does by itself.
  const answer = execFileSync("npm", ["pack", "--dry-run", "--json", "--silent"], {
    cwd: root,
    encoding: "utf8",
  });
  // An object by the package's name since npm 12, a list before.
  const value = JSON.parse(answer) as Readonly<Record<string, Packed>> | readonly Packed[];
  packed = Object.values(value).flatMap(({ files }) => files.map(({ path }) => path));
}, 600_000);

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

test("the package holds the command, the library with its types, every scenario and the baseline", () => {
  const scenarios = readdirSync(new URL("scenarios/", root), {
    recursive: true,
    encoding: "utf8",
  }).filter((name) => name.endsWith(".ts"));
  expect(scenarios).toContain("100-trucks.ts");
  expect(packed).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "package.json",
      "dist/src/cli/main.js",
      "dist/src/index.js",
      "dist/src/index.d.ts",
      "dist/src/cost/prices.js",
      "results/baseline/summary.csv",
      ...scenarios.map((name) => `dist/scenarios/${name.replace(/ts$/, "js")}`),
    ]),
  );
});

test("every module that a process or thread of its own starts with is in the package", () => {
  const source = new URL("src/", root);
  const started = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(new URL(file, source), "utf8");
      return [...text.matchAll(/"(\.\.?\/[\w./-]+\.js)"/g)].map(([, path = ""]) =>
        new URL(path, new URL(`dist/src/${file}`, root)).href.slice(root.href.length),
      );
    });
  expect(started).toContain("dist/src/suite/worker.js");
  expect(packed).toEqual(expect.arrayContaining(started));
});

test("the package holds no sources, tests, measurements, page writers or maps", () => {
  const others = packed.filter(
    (path) =>
      !/^(LICENSE|README\.md|package\.json|results\/baseline\/[\w-]+\.csv|docs\/HISTORY\.md|docs\/history\.schema\.json|docs\/examples\/[\w-]+\.jsonl|dist\/(src|scenarios)\/.+(\.js|\.d\.ts))$/.test(
        path,
      ) || /(conformance|report)\/.*(page|deviations)\./.test(path),
  );
  expect(others).toEqual([]);
});
