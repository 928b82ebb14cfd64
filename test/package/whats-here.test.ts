import { existsSync, readdirSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/whats-here.md", root), "utf8");

/** By heading: what stands in backticks in the first cells of its table. */
const named = new Map(
  page.split(/^## /m).map((section) => {
    const heading = section.startsWith("#") ? "" : (/^\w+/.exec(section)?.[0] ?? "");
    const cells = [...section.matchAll(/^\| (`.+?) \|/gm)].map(([, cell = ""]) => cell);
    const names = cells.flatMap((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
    );
    return [heading, names] as const;
  }),
);

test.each(["src", "test", "bench"])("every folder of %s has its line", (folder) => {
  const folders = readdirSync(new URL(`${folder}/`, root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name}/`);
  expect(folders.length).toBeGreaterThan(2);
  expect(named.get(folder)).toEqual(expect.arrayContaining(folders));
});

test("every page of docs has its line", () => {
  const pages = readdirSync(new URL("docs/", root)).filter(
    (name) => name.endsWith(".md") && name !== "whats-here.md",
  );
  expect(named.get("docs")).toEqual(expect.arrayContaining(pages));
});

test("everything that is named is there", () => {
  const missing = [...named].flatMap(([folder, names]) =>
    names.filter(
      (name) =>
        !name.includes("*") &&
        !existsSync(new URL(`${folder === "" ? "" : `${folder}/`}${name}`, root)),
    ),
  );
  expect(missing).toEqual([]);
});

test.each(["CONTRIBUTING.md", "CHANGELOG.md", "docs/whats-here.md", "README.md"])(
  "the links of %s lead somewhere",
  (file) => {
    const text = readFileSync(new URL(file, root), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(
      ([, link = ""]) => link,
    );
    const broken = links.filter((link) => !existsSync(new URL(link, new URL(file, root))));
    expect(broken).toEqual([]);
  },
);
