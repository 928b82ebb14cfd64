import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { conformancePage } from "../../src/conformance/page.ts";
import { rules } from "../../src/conformance/rules.ts";
import { describeNpmEmulator, npmEmulatorNames } from "../../src/targets/npm-emulators.ts";

test("the page in docs is what the rules and deviations say (npm run conformance writes it)", () => {
  const file = readFileSync(new URL("../../docs/CONFORMANCE.md", import.meta.url), "utf8");
  expect(file).toBe(conformancePage(npmEmulatorNames.map(describeNpmEmulator)));
});

test("every rule has an id of its own, that begins with its service", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, service } of rules) expect(id).toMatch(new RegExp(`^${service}-[a-z0-9-]+$`));
});
