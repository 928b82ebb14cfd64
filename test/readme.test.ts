import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { zigzagOf, zigzagScenarios } from "../bench/readme-block.ts";
import { exitCodes } from "../src/errors.ts";
import { mostLines } from "../src/report/assertions/timeline-text.ts";
import { simulate } from "../src/suite/simulate.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
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

  it("repeats what the comparison says that lectures and guides say", () => {
    const cells = (label: string): readonly string[] =>
      new RegExp(`^${label} +(.*)$`, "m").exec(comparison)![1]!.split(/ +/);
    const said = cells("events/s, said").map((cell) => Number(cell).toLocaleString("en-US"));
    const [stream, , , , queue, batched] = said;
    const mbPerS = cells("MB/s, 8 KiB/said")[0]!.split("/")[1];
    expect(readme).toContain(
      `(${stream} events/s and ${mbPerS} MB/s for five shards; ${queue} messages/s, ${batched} in batches, for a FIFO queue)`,
    );
  });

  it("has the numbers of the package and of its messages", () => {
    const { version, engines } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    ) as { version: string; engines: { node: string } };
    const [, node] = /^>=(\d+\.\d+)\.0$/.exec(engines.node)!;
    expect(readme).toContain(`on Node ${node} or newer`);
    expect(readme).toContain(`./convoy-bench-${version}.tgz`);
    expect(readme).toContain(`a timeline of at most ${mostLines} lines`);
    const codes = [...readme.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(exitCodes));
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
