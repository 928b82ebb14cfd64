import { expect, test } from "vitest";

import { leastPolicy } from "../../src/targets/iam-policy.ts";
import { convoy } from "./convoy.ts";

test("iam-policy prints the least policy as JSON, with a key's if one is named", async () => {
  const plain = await convoy(["iam-policy"]);
  expect(plain.code).toBe(0);
  expect(JSON.parse(plain.stdout)).toEqual(leastPolicy());
  const arn = "arn:aws:kms:eu-west-1:123456789012:key/k";
  const withKey = await convoy(["iam-policy", "--kms-key", arn]);
  expect(JSON.parse(withKey.stdout)).toEqual(leastPolicy(arn));
});
