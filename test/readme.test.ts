import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { zigzagOf, zigzagScenarios } from "../bench/readme-block.ts";
import { simulate } from "../src/suite/simulate.ts";
import { readme } from "./readme/readme.ts";

const scenarios = new URL("../scenarios/", import.meta.url);
const comparison = readFileSync(
  new URL("../results/baseline/comparison.txt", import.meta.url),
  "utf8",
);

describe("the README", () => {
  it("shows the comparison that results/baseline holds", () => {
    expect(comparison).toMatch(/modelled/);
    expect(readme).toContain(`$ npm run bench\n${comparison}\`\`\`\n`);
  });

  it("shows the trucks as these two designs show them today", { timeout: 600_000 }, async () => {
    const runs = await Promise.all(
      zigzagScenarios.map((name) => simulate(name, { timeoutMs: 500_000 })),
    );
    const { svg, lines } = zigzagOf(runs.flat());
    // `npm run baseline` makes both anew.
    expect(readFileSync(new URL("../docs/zigzag.svg", import.meta.url), "utf8")).toBe(svg);
    expect(readme).toContain(`<!-- zigzag -->\n${lines}<!-- /zigzag -->`);
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
