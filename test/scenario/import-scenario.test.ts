import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { convoy } from "../cli/convoy.ts";

const scenario = `import { trucks } from "./fleet.ts";

const durationS: number = 2;
export default {
  name: "mine",
  summary: "A design of my own.",
  workload: { kind: "fleet", trucks, durationS },
  design: {
    service: "sqs-standard",
    producer: { kind: "concurrent" },
    consumers: [{ app: "a", kind: "competing", count: 2 }],
  },
  guarantee: "unordered",
  expect: { verdict: "valid" },
};
`;
const fleet = "const trucks: number = 2;\nexport { trucks };\n";

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "convoy-scenario-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

// As `npm init` writes it, with and without a word on the type, and none at all. Vitest loads files in its own way: so a real run.
test.each([
  ["of CommonJS", { "package.json": '{ "name": "x", "type": "commonjs" }' }],
  ["of modules", { "package.json": '{ "name": "x", "type": "module" }' }],
  ["without a type", { "package.json": '{ "name": "x" }' }],
  ["without a package.json", {}],
] as const)(
  "a scenario in a folder %s runs, and Node has nothing to say",
  async (_folder, files) => {
    const folder = folderWith({ ...files, "mine.ts": scenario, "fleet.ts": fleet });
    const out = join(folder, "out");
    const { code, stderr } = await convoy(["bench", "-s", join(folder, "mine.ts"), "--out", out]);
    expect(stderr).not.toMatch(/warning/i);
    expect(code).toBe(0);
  },
);

test.each([
  ["mine.mts", scenario],
  ["mine.mjs", scenario.replaceAll(": number", "")],
  ["mine.js", scenario.replaceAll(": number", "")],
])("%s is a scenario as well", async (name, text) => {
  const files = { "package.json": '{ "type": "commonjs" }', "fleet.ts": fleet, [name]: text };
  const folder = folderWith(files);
  const { code, stdout } = await convoy(["bench", "--list", "-s", join(folder, name)]);
  expect([code, stdout]).toEqual([0, "mine\n    A design of my own.\n"]);
});

test("what TypeScript cannot be stripped of is named with its file", async () => {
  const text = scenario.replace("const durationS: number = 2;", "enum Length { durationS = 2 }");
  const folder = folderWith({ "mine.ts": text, "fleet.ts": fleet });
  const { code, stderr } = await convoy(["bench", "--list", "-s", join(folder, "mine.ts")]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/mine\.ts: cannot be loaded: .*enum/s);
});
