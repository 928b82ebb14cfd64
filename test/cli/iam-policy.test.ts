import { expect, test } from "vitest";

import { leastPolicy } from "../../src/targets/iam-policy.ts";
import { convoy } from "./convoy.ts";

async function printed(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await convoy(["iam-policy", ...args]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

test("iam-policy prints the least policy as JSON: for commands, a Region, a key", async () => {
  expect(await printed()).toEqual(leastPolicy());
  const kmsKey = "arn:aws:kms:eu-west-1:123456789012:key/k";
  expect(await printed("--kms-key", kmsKey)).toEqual(leastPolicy({ kmsKey }));
  const narrow = { commands: ["probe"], region: "cn-north-1" } as const;
  expect(await printed("--command", "probe", "--region", "cn-north-1")).toEqual(
    leastPolicy(narrow),
  );
});

test.each([
  ["--region", "narnia-1", /name of a Region/],
  ["--kms-key", "alias/mine", /key's ARN/],
  ["--command", "serve", /Allowed choices/],
])("%s %s is exit code 2", async (option, value, said) => {
  const { code, stderr } = await convoy(["iam-policy", option, value]);
  expect(code).toBe(2);
  expect(stderr).toMatch(said);
});
