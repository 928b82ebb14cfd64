import { expect, test } from "vitest";

import { soak } from "../../bench/soak-run.ts";

test("a short soak of convoy serve loses nothing, reorders nothing and holds no memory beyond what is retained", async () => {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const { rounds, delivered, problems } = await soak({ seconds: 6, roundSeconds: 3, log });
  expect(problems, lines.join("\n")).toEqual([]);
  expect(rounds).toBeGreaterThan(0);
  expect(delivered).toBeGreaterThan(0);
}, 300_000);
