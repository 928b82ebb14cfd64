import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { rules } from "../../src/conformance/rules.ts";
import { questions } from "../../src/probe/questions.ts";

test("the README says how many rules and questions there are", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(`${rules.length} rules of Kinesis and SQS`);
  expect(readme).toContain(`the ${questions.length} rules that decide`);
});
