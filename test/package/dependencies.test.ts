import { readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
  readFileSync(new URL("package.json", root), "utf8"),
) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
};

/** Packages that the sources import, as values or as types, and by which files. */
const imported = new Map<string, string[]>();
for (const folder of ["src/", "scenarios/"]) {
  for (const file of readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const text = withoutTemplates(readFileSync(new URL(folder + file, root), "utf8"));
    for (const [, name = ""] of text.matchAll(
      /(?:^import\s+|^(?:import|export)[^"';]*\sfrom\s+|\bimport\()"((?:@[\w-]+\/)?[\w-]+)[^"]*"/gm,
    )) {
      if (!name.startsWith("node")) imported.set(name, [...(imported.get(name) ?? []), file]);
    }
  }
}

test("everything that is imported is installed with the package, or is an optional peer", () => {
  expect(imported.size).toBeGreaterThan(10);
  const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  expect([...imported].filter(([name]) => !known.has(name))).toEqual([]);
});

test("everything that is installed with the package is imported", () => {
  expect(Object.keys(dependencies).filter((name) => !imported.has(name))).toEqual([]);
});

test("every peer is optional, and nothing loads one before it is needed", () => {
  for (const name of Object.keys(peerDependencies)) {
    expect(peerDependenciesMeta[name], name).toEqual({ optional: true });
  }
  expect(loadedAtOnce("src/targets/localstack-target.ts")).toContain("testcontainers");
  const commands = readdirSync(new URL("src/cli/", root)).map((file) => `src/cli/${file}`);
  for (const entry of ["src/index.ts", "src/suite/worker.ts", ...commands]) {
    const packages = [...loadedAtOnce(entry)].filter((name) => !name.endsWith(".ts"));
    expect(
      packages.filter((name) => Object.hasOwn(peerDependencies, name)),
      entry,
    ).toEqual([]);
  }
});

/** Code that is written for others is text here, its imports among it. */
function withoutTemplates(text: string): string {
  return text
    .replaceAll(/`(?:[^`\\]|\\.)*`/gs, "``")
    .replaceAll(/'[^'\n]*\bimport\b[^'\n]*'/g, "''");
}

/** What a source file imports as values, itself and through others: files, and packages by their names. */
function loadedAtOnce(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = withoutTemplates(readFileSync(new URL(file, root), "utf8"));
  for (const [, specifier = ""] of text.matchAll(
    /^(?:import|export)\s(?!type\s)(?:[^"';]*\sfrom\s+)?"([^"]+)"/gm,
  )) {
    if (!specifier.startsWith(".")) known.add(/^(?:@[\w-]+\/)?[\w-]+/.exec(specifier)?.[0] ?? "");
    else loadedAtOnce(new URL(specifier, new URL(file, root)).href.slice(root.href.length), known);
  }
  return known;
}
