import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const scenarios = new URL("../scenarios/", import.meta.url);

describe("the README", () => {
  it("shows the comparison that results/baseline holds", () => {
    const comparison = readFileSync(
      new URL("../results/baseline/comparison.txt", import.meta.url),
      "utf8",
    );
    expect(comparison).toMatch(/modelled/);
    expect(readme).toContain(`$ npm run bench\n${comparison}\`\`\`\n`);
  });

  it("lists every scenario file with its own sentence", async () => {
    for (const file of readdirSync(scenarios).filter((name) => name.endsWith(".ts"))) {
      const loaded = (await import(new URL(file, scenarios).href)) as {
        default: { name: string; summary: string };
      };
      const { name, summary } = loaded.default;
      expect(readme).toContain(`| [\`${name}\`](scenarios/${file}) | ${summary} |`);
    }
  });
});
